namespace TrackVia.ApiAccess.Storage;

/// <summary>Keeps accounts, their history and the change feed. All that a store needs is one atomic compare-and-swap.</summary>
/// <remarks>
/// <para>Duties of every implementer; the conformance kit tests each:</para>
/// <list type="bullet">
/// <item>Safe for use by many threads, and by many processes where the storage can be shared.</item>
/// <item>A read that starts after a commit was answered sees it, on every handle (never an asynchronous replica).</item>
/// <item>Whole values come back as they went in: ordinal ids, digests byte for byte, every Unicode name, every date, instants to the microsecond.</item>
/// <item>A store that cannot answer throws <see cref="StoreUnavailableException"/>; one that does not know whether it committed throws
/// <see cref="CommitOutcomeUnknownException"/>. It never answers what it does not know.</item>
/// <item>The position and the identity of a committed change never change, and every read of the feed takes both from the storage itself,
/// never from a cache. Every node relies on it: each of its reads begins just before the newest change that it knows, and if that change is
/// not there any longer, the storage was restored or replaced, and the node discards everything it knows.</item>
/// <item>No rule of the domain: no counting, no clock, no expiry.</item>
/// </list>
/// </remarks>
public interface IApiAccessStore
{
    /// <summary>The most entries that one call of <see cref="ReadFeedAsync"/> or <see cref="ReadHistoryAsync"/> can ask for: 1,000.</summary>
    const int MaxPageSize = 1_000;

    /// <summary>Loads an account whole, at one version.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The aggregate; <see cref="AccountAccess.Empty"/> for an account that has never changed.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken);

    /// <summary>Finds the accounts that API keys belong to.</summary>
    /// <param name="apiKeyDigests">The digests of the keys: 1 to 1,000, without repetition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The accounts of the keys that exist; a key that does not exist is absent.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken);

    /// <summary>Stores a change if the account is still at the version that it fits: all of it or nothing.</summary>
    /// <remarks>
    /// <para>
    /// In one atomic step: if the account's version is <c>change.Version - 1</c>, the state becomes <paramref name="after"/>, the change is
    /// appended to the account's history (no audit record, no change: R26) and gets the next place in the feed.
    /// If the history holds this change's id at <c>change.Version</c>, it was committed before: the answer is the same again.
    /// Else: <see cref="CommitOutcome.Conflict"/>.
    /// </para>
    /// <para>
    /// A refusal is judged on one state too, and in this order: the same change is committed, another version is a conflict, and only a change
    /// that fits its version can be a duplicate.
    /// </para>
    /// <para>
    /// API key digests are unique in the whole store, token ids and token digests within their account; tokens that were deleted count no more.
    /// An account's API key is never replaced: another one is a duplicate, whatever its digest (R1).
    /// </para>
    /// <para>
    /// Acknowledged means durable, as far as the storage is durable at all. The cancellation token is heeded until the commit itself
    /// begins, and not after.
    /// </para>
    /// </remarks>
    /// <param name="change">The change.</param>
    /// <param name="after">The account after it: what <see cref="AccountAccess.Apply"/> gives. A store may use it or the change alone.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>How the commit ended.</returns>
    /// <exception cref="CommitOutcomeUnknownException">The change may be stored or not.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now; the change is not stored.</exception>
    Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken);

    /// <summary>Reads the feed of all accounts' changes, in the order of their commits.</summary>
    /// <remarks>
    /// Without gaps that fill later: after a call has returned entries up to a position, no entry ever appears at or before it.
    /// (A plain sequence or identity column fails this: its values commit out of order.)
    /// An account's changes come in the order of their versions. A change that a newer version of the library committed is an entry without
    /// <see cref="FeedEntry.Change"/>, and not a failure (<see cref="AccountSerializer.DeserializeFeedEntry(FeedPosition, string)"/>).
    /// </remarks>
    /// <param name="after">The place after which to read.</param>
    /// <param name="maxCount">The most entries to give: 1 to <see cref="MaxPageSize"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The entries, oldest first; empty at the feed's end.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken);

    /// <summary>Gets the place of the newest change: where a node that knows nothing yet starts to read.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The place; <see cref="FeedPosition.Start"/> when there is no change.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken);

    /// <summary>Waits until there may be a change after a place, or the time is over. It may return early for no reason.</summary>
    /// <remarks>A wake-up carries no information: the caller reads the feed either way. The default waits out the time.</remarks>
    /// <param name="after">The place.</param>
    /// <param name="timeout">The longest wait, more than zero.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the wait.</returns>
    Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.Delay(timeout, TimeProvider.System, cancellationToken);

    /// <summary>Reads an account's history, which is its audit (R26).</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="afterVersion">The version after which to read; 0 reads from the beginning.</param>
    /// <param name="maxCount">The most changes to give: 1 to <see cref="MaxPageSize"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The changes by version, oldest first, without gaps; empty past the end.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken);
}
