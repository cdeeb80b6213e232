namespace TrackVia.ApiAccess.Storage;

/// <summary>When, and from which client address, each auth token was last used, as far as nodes have recorded it.</summary>
/// <remarks>
/// <para>
/// Usage is not part of the account: it has no version, no history and no position in the change feed. Nodes record it in batches, never
/// while a request waits. A store offers its usage store as <see cref="IApiAccessStore.Usage"/>; it is optional.
/// </para>
/// <para>Every implementation has these duties. The conformance kit tests each of them:</para>
/// <list type="bullet">
/// <item>It is safe for use by many threads, and by many processes if the storage can be shared.</item>
/// <item>Of several usages of a token it keeps the latest, with the client address of that usage or without one, in whatever order they are
/// recorded and by whichever node.</item>
/// <item>A token that does not exist, or no longer exists, has no usage: usage recorded for it is ignored, and the usage of a token is
/// deleted with the token.</item>
/// <item>A crash of the storage may lose the usage that was recorded last.</item>
/// </list>
/// <para>
/// A later version of the library adds a member only with a default implementation that keeps existing stores correct, and with a
/// conformance case.
/// </para>
/// </remarks>
public interface ITokenUsageStore
{
    /// <summary>Records usages of tokens.</summary>
    /// <param name="usages">The usages, of any accounts: 1 to <see cref="IApiAccessStore.MaxPageSize"/>, at most one for each
    /// token.</param>
    /// <param name="cancellationToken">A token to cancel the operation. After cancellation the usages may be recorded or not.</param>
    /// <returns>A task that completes when the usages can be read.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken);

    /// <summary>Returns the latest usage of each token of an account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The usages by token. A token without recorded usage is not in the result.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken);
}
