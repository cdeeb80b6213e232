using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>An in-memory store that can be backed up, and restored under the nodes that use it.</summary>
internal sealed class RestorableStore : IApiAccessStore, INodeRegistry, ITokenUsageStore
{
    private InMemoryApiAccessStore _store = new();
    private IReadOnlyList<FeedEntry> _feed = [];
    private IReadOnlyList<RegisteredNode> _nodes = [];

    public INodeRegistry Nodes => this;

    public ITokenUsageStore Usage => this;

    public async Task BackUpAsync()
    {
        _feed = await _store.ReadFeedAsync(FeedPosition.Start, IApiAccessStore.MaxPageSize, default);
        _nodes = await _store.Nodes.ListNodesAsync(default);
    }

    /// <summary>Puts everything back to the backup: accounts, history, feed and nodes.</summary>
    public async Task RestoreAsync()
    {
        var restored = new InMemoryApiAccessStore();
        var accounts = new Dictionary<AccountId, AccountAccess>();
        foreach (var change in _feed.Select(entry => entry.Change!))
        {
            var after = accounts.GetValueOrDefault(change.AccountId, AccountAccess.Empty(change.AccountId)).Apply(change);
            accounts[change.AccountId] = after;
            await restored.CommitAsync(change, after, default);
        }

        foreach (var node in _nodes)
        {
            await restored.Nodes.RegisterNodeAsync(node.Id, node.MaxStaleness, default);
            await restored.Nodes.ConfirmPositionAsync(node.Id, MarkAt(node.Confirmed), default);
        }

        _store = restored;
    }

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        _store.WaitForFeedAsync(after, timeout, cancellationToken);

    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) => _store.Usage.RecordUsageAsync(usages, cancellationToken);

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        _store.Usage.ReadUsageAsync(accountId, cancellationToken);

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => _store.LoadAsync(accountId, cancellationToken);

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) => _store.FindAccountsAsync(apiKeyDigests, cancellationToken);

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        _store.CommitAsync(change, after, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        _store.ReadFeedAsync(after, maxCount, cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => _store.GetFeedEndAsync(cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        _store.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        _store.Nodes.RegisterNodeAsync(node, maxStaleness, cancellationToken);

    public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) => _store.Nodes.ConfirmPositionAsync(node, mark, cancellationToken);

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => _store.Nodes.ListNodesAsync(cancellationToken);

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        _store.Nodes.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);

    private FeedMark MarkAt(FeedPosition position) =>
        position == FeedPosition.Start ? default : new FeedMark(position, _feed[(int)position.Value - 1].ChangeId);
}
