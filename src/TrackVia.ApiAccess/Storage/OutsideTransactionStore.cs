namespace TrackVia.ApiAccess.Storage;

/// <summary>Any store, called outside the caller's ambient transaction. It has the optional interfaces that the store has.</summary>
internal class OutsideTransactionStore : IApiAccessStore
{
    private readonly IApiAccessStore _store;

    private OutsideTransactionStore(IApiAccessStore store) => _store = store;

    public static IApiAccessStore Of(IApiAccessStore store) => (store as INodeRegistry, store as ITokenUsageStore) switch
    {
        ({ } nodes, { } uses) => new WithNodesAndUses(store, nodes, uses),
        ({ } nodes, null) => new WithNodes(store, nodes),
        (null, { } uses) => new WithUses(store, uses),
        _ => new OutsideTransactionStore(store),
    };

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.FindAccountsAsync(apiKeyDigests, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.CommitAsync(change, after, cancellationToken));

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.ReadFeedAsync(after, maxCount, cancellationToken));

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.GetFeedEndAsync(cancellationToken));

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.WaitForFeedAsync(after, timeout, cancellationToken));

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken));

    private class WithNodes(IApiAccessStore store, INodeRegistry nodes) : OutsideTransactionStore(store), INodeRegistry
    {
        public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.RegisterNodeAsync(node, maxStaleness, cancellationToken));

        public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.ConfirmPositionAsync(node, mark, cancellationToken));

        public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.ListNodesAsync(cancellationToken));

        public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.RemoveNodeAsync(node, unlessConfirmed, cancellationToken));

        public Task EnsurePrimaryAsync(CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.EnsurePrimaryAsync(cancellationToken));
    }

    private sealed class WithUses(IApiAccessStore store, ITokenUsageStore uses) : OutsideTransactionStore(store), ITokenUsageStore
    {
        public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.RecordUsageAsync(usages, cancellationToken));

        public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.ReadUsageAsync(accountId, cancellationToken));
    }

    private sealed class WithNodesAndUses(IApiAccessStore store, INodeRegistry nodes, ITokenUsageStore uses) : WithNodes(store, nodes), ITokenUsageStore
    {
        public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.RecordUsageAsync(usages, cancellationToken));

        public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.ReadUsageAsync(accountId, cancellationToken));
    }
}
