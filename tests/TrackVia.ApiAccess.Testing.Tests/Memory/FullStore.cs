using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>The same, for a store that knows nodes and logs uses.</summary>
internal abstract class FullStore(IApiAccessStore inner) : DelegatingStore(inner), INodeLeases, ITokenUseLog
{
    protected INodeLeases Nodes => (INodeLeases)Inner;

    protected ITokenUseLog Uses => (ITokenUseLog)Inner;

    public virtual Task<TimeSpan> JoinAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        Nodes.JoinAsync(node, maxStaleness, cancellationToken);

    public virtual Task<bool> ConfirmAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        Nodes.ConfirmAsync(node, mark, cancellationToken);

    public virtual Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken) => Nodes.ListAsync(cancellationToken);

    public virtual Task ForgetAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        Nodes.ForgetAsync(node, unlessConfirmed, cancellationToken);

    public virtual Task RecordUsesAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken) =>
        Uses.RecordUsesAsync(uses, cancellationToken);

    public virtual Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Uses.ReadUsesAsync(accountId, cancellationToken);
}
