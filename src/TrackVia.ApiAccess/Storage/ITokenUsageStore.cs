namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// When and from where each auth token was last used, as far as nodes have written it down. A store offers it as
/// <see cref="IApiAccessStore.Usage"/>, or not: then no usage is recorded or shown.
/// </summary>
/// <remarks>
/// <para>It is no part of the account: it has no version, no history and no place in the change feed. Nodes write what they have seen in batches, never while a request waits.</para>
/// <para>Duties of every implementer, which the conformance kit tests:</para>
/// <list type="bullet">
/// <item>Safe for use by many threads, and by many processes where the storage can be shared.</item>
/// <item>Of several uses of a token the latest counts, with its client address or without one, in whatever order and from whichever node they come.</item>
/// <item>A token that does not exist, or not any more, has no use: what is given for it is left out, and a deleted token's use goes with it.</item>
/// <item>Losing what was written last, with a crash of the storage, is allowed.</item>
/// </list>
/// </remarks>
public interface ITokenUsageStore
{
    /// <summary>Writes uses down.</summary>
    /// <param name="usages">The uses, of any accounts: 1 to <see cref="IApiAccessStore.MaxPageSize"/>. A token comes once.</param>
    /// <param name="cancellationToken">Stops waiting; what was given may be written or not.</param>
    /// <returns>A task that ends when the uses can be read.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken);

    /// <summary>Reads the last uses of an account's tokens.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uses by token; a token without a known use is not in it.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken);
}
