using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Storage.InMemory;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>An in-memory store that can be backed up, and restored under the nodes that use it.</summary>
internal sealed class RestorableStore : IApiAccessStore, INodeLeases, ITokenUseLog
{
    private InMemoryApiAccessStore _store = new();
    private IReadOnlyList<FeedEntry> _feed = [];
    private IReadOnlyList<RegisteredNode> _nodes = [];

    public async Task BackUpAsync()
    {
        _feed = await _store.ReadFeedAsync(FeedPosition.Start, IApiAccessStore.MaxTake, default);
        _nodes = await _store.ListAsync(default);
    }

    /// <summary>Puts everything back to the backup: accounts, history, feed and nodes.</summary>
    public async Task RestoreAsync()
    {
        var restored = new InMemoryApiAccessStore();
        var accounts = new Dictionary<AccountId, AccountAccess>();
        foreach (var (_, change) in _feed)
        {
            var after = accounts.GetValueOrDefault(change.AccountId, AccountAccess.Empty(change.AccountId)).Apply(change);
            accounts[change.AccountId] = after;
            await restored.CommitAsync(change, after, default);
        }

        foreach (var node in _nodes)
        {
            await restored.JoinAsync(node.Id, node.MaxStaleness, default);
            await restored.ConfirmAsync(node.Id, MarkAt(node.Confirmed), default);
        }

        _store = restored;
    }

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan atMost, CancellationToken cancellationToken) =>
        _store.WaitForFeedAsync(after, atMost, cancellationToken);

    public Task RecordUsesAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken) => _store.RecordUsesAsync(uses, cancellationToken);

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
        _store.ReadUsesAsync(accountId, cancellationToken);

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => _store.LoadAsync(accountId, cancellationToken);

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeys, CancellationToken cancellationToken) => _store.FindAccountsAsync(apiKeys, cancellationToken);

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        _store.CommitAsync(change, after, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int take, CancellationToken cancellationToken) =>
        _store.ReadFeedAsync(after, take, cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => _store.GetFeedEndAsync(cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int take, CancellationToken cancellationToken) =>
        _store.ReadHistoryAsync(accountId, afterVersion, take, cancellationToken);

    public Task<TimeSpan> JoinAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        _store.JoinAsync(node, maxStaleness, cancellationToken);

    public Task<bool> ConfirmAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) => _store.ConfirmAsync(node, mark, cancellationToken);

    public Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken) => _store.ListAsync(cancellationToken);

    public Task ForgetAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        _store.ForgetAsync(node, unlessConfirmed, cancellationToken);

    private FeedMark MarkAt(FeedPosition position) =>
        position == FeedPosition.Start ? default : new FeedMark(position, _feed[(int)position.Value - 1].Change.Id);
}
