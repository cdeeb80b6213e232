using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Storage;

/// <summary>Any store, called outside the caller's ambient transaction. It has the optional interfaces that the store has.</summary>
internal class OutsideTransactionStore : IApiAccessStore
{
    private readonly IApiAccessStore _store;

    private OutsideTransactionStore(IApiAccessStore store) => _store = store;

    public static IApiAccessStore Of(IApiAccessStore store) => (store as INodeLeases, store as ITokenUseLog) switch
    {
        ({ } nodes, { } uses) => new WithNodesAndUses(store, nodes, uses),
        ({ } nodes, null) => new WithNodes(store, nodes),
        (null, { } uses) => new WithUses(store, uses),
        _ => new OutsideTransactionStore(store),
    };

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeys, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.FindAccountsAsync(apiKeys, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.CommitAsync(change, after, cancellationToken));

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int take, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.ReadFeedAsync(after, take, cancellationToken));

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.GetFeedEndAsync(cancellationToken));

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan atMost, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.WaitForFeedAsync(after, atMost, cancellationToken));

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int take, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _store.ReadHistoryAsync(accountId, afterVersion, take, cancellationToken));

    private class WithNodes(IApiAccessStore store, INodeLeases nodes) : OutsideTransactionStore(store), INodeLeases
    {
        public Task<TimeSpan> JoinAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.JoinAsync(node, maxStaleness, cancellationToken));

        public Task<bool> ConfirmAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.ConfirmAsync(node, mark, cancellationToken));

        public Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.ListAsync(cancellationToken));

        public Task ForgetAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.ForgetAsync(node, unlessConfirmed, cancellationToken));

        public Task EnsureCurrentAsync(CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => nodes.EnsureCurrentAsync(cancellationToken));
    }

    private sealed class WithUses(IApiAccessStore store, ITokenUseLog uses) : OutsideTransactionStore(store), ITokenUseLog
    {
        public Task RecordUsesAsync(IReadOnlyCollection<TokenUse> recorded, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.RecordUsesAsync(recorded, cancellationToken));

        public Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.ReadUsesAsync(accountId, cancellationToken));
    }

    private sealed class WithNodesAndUses(IApiAccessStore store, INodeLeases nodes, ITokenUseLog uses) : WithNodes(store, nodes), ITokenUseLog
    {
        public Task RecordUsesAsync(IReadOnlyCollection<TokenUse> recorded, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.RecordUsesAsync(recorded, cancellationToken));

        public Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
            OutsideTransaction.RunAsync(() => uses.ReadUsesAsync(accountId, cancellationToken));
    }
}
