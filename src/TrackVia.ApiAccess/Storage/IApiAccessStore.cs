namespace TrackVia.ApiAccess.Storage;

/// <summary>Stores accounts, their history and the change feed. A store needs one atomic operation only: a compare-and-swap.</summary>
/// <remarks>
/// <para>Every implementation has these duties. The conformance kit (<c>TrackVia.ApiAccess.Testing</c>) tests each of them:</para>
/// <list type="bullet">
/// <item>It is safe for use by many threads, and by many processes if the storage can be shared.</item>
/// <item>A read that starts after a commit was acknowledged sees that commit, on every handle. An asynchronous replica must not serve
/// reads.</item>
/// <item>Values are returned as they were stored: ids are compared ordinally, digests byte for byte, every Unicode name and every date is
/// kept, and instants are kept to the microsecond.</item>
/// <item>If the store cannot answer, it throws <see cref="StoreUnavailableException"/>. If it does not know whether it committed, it throws
/// <see cref="CommitOutcomeUnknownException"/>. It never returns a result that it cannot vouch for.</item>
/// <item>The position and the id of a committed change never change, and every read of the feed takes both from the storage itself, never
/// from a cache. Each read of a node begins just before the newest change that the node knows. If that change is no longer there, the
/// storage was restored or replaced, and the node discards everything it knows.</item>
/// <item>The store applies no rule of the domain: it does not count tokens, read a clock or check an expiration date.</item>
/// </list>
/// <para>
/// A later version of the library adds a member only with a default implementation that keeps existing stores correct, and with a
/// conformance case. A store that was written for an earlier version keeps working without being changed.
/// </para>
/// <para>
/// Methods return <see cref="Task"/> because almost every call of a store is I/O. A call whose token is cancelled either throws an
/// <see cref="OperationCanceledException"/> or returns what it would have returned without cancellation; it never returns an empty result
/// instead.
/// </para>
/// </remarks>
public interface IApiAccessStore
{
    /// <summary>The largest number of items in one call: entries of a page, digests to look up, usages to record.</summary>
    /// <value>1,000.</value>
    const int MaxPageSize = 1_000;

    /// <summary>Gets the store's registry of nodes.</summary>
    /// <value>The registry, or <see langword="null"/> (the default) if the store has none.</value>
    /// <remarks>
    /// <para>
    /// <see langword="null"/> means that a fenced revocation always waits its full time, that nothing compares the nodes'
    /// <see cref="ApiAccessOptions.MaxStaleness"/>, and that no read is checked against a deposed primary. The storage must then be one of
    /// which no older copy can still answer.
    /// </para>
    /// <para>
    /// The property is <see langword="null"/> on every handle and at all times, or never. Reading it does not access the storage. A store
    /// that wraps another one returns the registry of the inner store, or wraps that registry as well.
    /// </para>
    /// </remarks>
    INodeRegistry? Nodes => null;

    /// <summary>Gets the store's record of when each auth token was last used.</summary>
    /// <value>The usage store, or <see langword="null"/> (the default) if the store has none.</value>
    /// <remarks>
    /// <see langword="null"/> means that no usage is recorded and that <see cref="ApiAccessManager.GetTokenUsageAsync"/> returns none. The
    /// property follows the same rules as <see cref="Nodes"/>.
    /// </remarks>
    ITokenUsageStore? Usage => null;

    /// <summary>Gets the store's ability to join transactions of the host.</summary>
    /// <value>The ability, or <see langword="null"/> (the default) if the store has none.</value>
    /// <remarks>
    /// <see langword="null"/> means that <see cref="ApiAccessManager.In(System.Data.Common.DbTransaction)"/> throws. The property follows
    /// the same rules as <see cref="Nodes"/>.
    /// </remarks>
    ITransactionJoin? Joins => null;

    /// <summary>Loads a whole account at one version.</summary>
    /// <param name="accountId">The account. Not <c>default</c>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The account; <see cref="AccountAccess.Empty"/> for an account that has never changed.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken);

    /// <summary>Finds the accounts to which API keys belong.</summary>
    /// <param name="apiKeyDigests">The digests of the API keys: 1 to <see cref="MaxPageSize"/>, all different.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The account of each API key that exists. A digest of no API key is not in the result.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken);

    /// <summary>Stores a whole change if the account is still at the version before it; otherwise stores nothing.</summary>
    /// <remarks>
    /// <para>One atomic step decides, in this order:</para>
    /// <list type="number">
    /// <item>If the account's history holds this change's id at <c>change.Version</c>, the change was committed before. The result is the
    /// same as the first time, and nothing is stored again.</item>
    /// <item>If the account's version is not <c>change.Version - 1</c>, the result is <see cref="CommitOutcome.Conflict"/>.</item>
    /// <item>If the change creates a credential that exists already, the result is <see cref="CommitOutcome.DuplicateCredential"/>.</item>
    /// <item>Otherwise the state becomes <paramref name="after"/>, and the change is appended to the account's history and to the feed. A
    /// change without its record in the history must be impossible (R26).</item>
    /// </list>
    /// <para>
    /// Digests of API keys are unique in the whole store; ids and digests of tokens are unique in their account. Deleted tokens no longer
    /// count. The API key of an account is never replaced: a second one is a duplicate, whatever its digest (R1).
    /// </para>
    /// <para>
    /// An acknowledged change is as durable as the storage permits. Cancellation has an effect until the commit begins, and none after
    /// that.
    /// </para>
    /// <para>
    /// The library always passes the state that <see cref="AccountAccess.Apply"/> returns for <paramref name="change"/>, so a store may
    /// save <paramref name="after"/> as it is, or use only <paramref name="change"/>, and it need not compare them. If a caller passes two
    /// that disagree, the change wins: the history defines the state.
    /// </para>
    /// </remarks>
    /// <param name="change">The change, which has the version that the account has after it.</param>
    /// <param name="after">The account after the change.</param>
    /// <param name="cancellationToken">A token to cancel the operation before the commit begins.</param>
    /// <returns>The outcome, and the position of a committed change in the feed.</returns>
    /// <exception cref="CommitOutcomeUnknownException">The change may be stored or not.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present. The change is not stored.</exception>
    Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken);

    /// <summary>Reads the changes of all accounts in the order in which they were committed.</summary>
    /// <remarks>
    /// The feed has no gaps that fill later: once a call has returned entries up to a position, no entry ever appears at or before it. A
    /// plain sequence or identity column does not ensure this, because its values commit out of order. The changes of one account are in
    /// the order of their versions.
    /// A change that a newer version of the library committed is an entry without <see cref="FeedEntry.Change"/>, not a failure
    /// (<see cref="AccountSerializer.DeserializeFeedEntry(FeedPosition, string)"/>).
    /// </remarks>
    /// <param name="after">The position after which to read.</param>
    /// <param name="maxCount">The largest number of entries to return: 1 to <see cref="MaxPageSize"/>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The entries, oldest first; empty at the end of the feed.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken);

    /// <summary>Returns the position of the newest change. A node that knows nothing yet starts to read there.</summary>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The position; <see cref="FeedPosition.Start"/> if the store has no changes.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken);

    /// <summary>Waits until the feed may hold a change after a position, or until the timeout has passed.</summary>
    /// <remarks>
    /// The wait carries no information and may end early for no reason: the caller reads the feed in any case. The default implementation
    /// waits for the whole timeout.
    /// </remarks>
    /// <param name="after">The position.</param>
    /// <param name="timeout">The longest wait; greater than zero.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the wait is over.</returns>
    Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.Delay(timeout, TimeProvider.System, cancellationToken);

    /// <summary>Reads the history of an account, which is also its audit trail (R26).</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="afterVersion">The version after which to read; 0 reads from the beginning.</param>
    /// <param name="maxCount">The largest number of changes to return: 1 to <see cref="MaxPageSize"/>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The changes by version, oldest first and without gaps; empty after the newest version.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer at present.</exception>
    Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken);
}
