using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>The in-memory store, which counts its reads and can be made to fail.</summary>
internal sealed class SwitchableStore : IApiAccessStore, INodeLeases, ITokenUseLog
{
    private readonly RestorableStore _store = new();

    public Exception? Failure { get; set; }

    public Exception? CommitFailure { get; set; }

    public Exception? FeedFailure { get; set; }

    public int Reads { get; private set; }

    public Task BackUpAsync() => _store.BackUpAsync();

    public Task RestoreAsync() => _store.RestoreAsync();

    public Task<TimeSpan> JoinAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        _store.JoinAsync(node, maxStaleness, cancellationToken);

    public Task<bool> ConfirmAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        _store.ConfirmAsync(node, mark, cancellationToken);

    public Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken) => _store.ListAsync(cancellationToken);

    public Task ForgetAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        _store.ForgetAsync(node, unlessConfirmed, cancellationToken);

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Read(() => _store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeys, CancellationToken cancellationToken) =>
        Read(() => _store.FindAccountsAsync(apiKeys, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        CommitFailure is null ? Read(() => _store.CommitAsync(change, after, cancellationToken)) : throw CommitFailure;

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int take, CancellationToken cancellationToken) =>
        FeedFailure is null ? Read(() => _store.ReadFeedAsync(after, take, cancellationToken)) : throw FeedFailure;

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => Read(() => _store.GetFeedEndAsync(cancellationToken));

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan atMost, CancellationToken cancellationToken) =>
        _store.WaitForFeedAsync(after, atMost, cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int take, CancellationToken cancellationToken) =>
        Read(() => _store.ReadHistoryAsync(accountId, afterVersion, take, cancellationToken));

    public Task RecordUsesAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken) => _store.RecordUsesAsync(uses, cancellationToken);

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Read(() => _store.ReadUsesAsync(accountId, cancellationToken));

    private T Read<T>(Func<T> read)
    {
        Reads++;
        return Failure is null ? read() : throw Failure;
    }
}
