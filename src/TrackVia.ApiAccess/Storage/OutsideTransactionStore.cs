namespace TrackVia.ApiAccess.Storage;

/// <summary>Calls any store, and its optional parts, outside the caller's ambient transaction.</summary>
internal sealed class OutsideTransactionStore(IApiAccessStore store) : IApiAccessStore
{
    public INodeRegistry? Nodes { get; } = store.Nodes is { } nodes ? new OutsideTransactionNodeRegistry(nodes) : null;

    public ITokenUsageStore? Usage { get; } = store.Usage is { } usage ? new OutsideTransactionTokenUsageStore(usage) : null;

    // A joined transaction is the host's own, and is used in the host's context. The manager refuses it in an ambient transaction.
    public ITransactionJoin? Joins { get; } = store.Joins;

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => store.FindAccountsAsync(apiKeyDigests, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => store.CommitAsync(change, after, cancellationToken));

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => store.ReadFeedAsync(after, maxCount, cancellationToken));

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => store.GetFeedEndAsync(cancellationToken));

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => store.WaitForFeedAsync(after, timeout, cancellationToken));

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => store.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken));
}
