using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>The in-memory store, which counts its reads and can be made to fail.</summary>
internal sealed class SwitchableStore : IApiAccessStore, INodeRegistry, ITokenUsageStore
{
    private readonly RestorableStore _store = new();

    public INodeRegistry Nodes => this;

    public ITokenUsageStore Usage => this;

    public Exception? Failure { get; set; }

    public Exception? CommitFailure { get; set; }

    public Exception? FeedFailure { get; set; }

    public int Reads { get; private set; }

    public Task BackUpAsync() => _store.BackUpAsync();

    public Task RestoreAsync() => _store.RestoreAsync();

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        _store.RegisterNodeAsync(node, maxStaleness, cancellationToken);

    public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        _store.ConfirmPositionAsync(node, mark, cancellationToken);

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => _store.ListNodesAsync(cancellationToken);

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        _store.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Read(() => _store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
        Read(() => _store.FindAccountsAsync(apiKeyDigests, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        CommitFailure is null ? Read(() => _store.CommitAsync(change, after, cancellationToken)) : throw CommitFailure;

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        FeedFailure is null ? Read(() => _store.ReadFeedAsync(after, maxCount, cancellationToken)) : throw FeedFailure;

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => Read(() => _store.GetFeedEndAsync(cancellationToken));

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        _store.WaitForFeedAsync(after, timeout, cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        Read(() => _store.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken));

    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) => _store.RecordUsageAsync(usages, cancellationToken);

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Read(() => _store.ReadUsageAsync(accountId, cancellationToken));

    private T Read<T>(Func<T> read)
    {
        Reads++;
        return Failure is null ? read() : throw Failure;
    }
}
