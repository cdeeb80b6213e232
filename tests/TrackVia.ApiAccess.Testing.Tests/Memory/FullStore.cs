using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>The same, for a store that knows nodes and logs uses.</summary>
internal abstract class FullStore(IApiAccessStore inner) : DelegatingStore(inner), INodeRegistry, ITokenUsageStore
{
    protected INodeRegistry Nodes => (INodeRegistry)Inner;

    protected ITokenUsageStore Uses => (ITokenUsageStore)Inner;

    public virtual Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        Nodes.RegisterNodeAsync(node, maxStaleness, cancellationToken);

    public virtual Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        Nodes.ConfirmPositionAsync(node, mark, cancellationToken);

    public virtual Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => Nodes.ListNodesAsync(cancellationToken);

    public virtual Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        Nodes.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);

    public virtual Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) =>
        Uses.RecordUsageAsync(usages, cancellationToken);

    public virtual Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Uses.ReadUsageAsync(accountId, cancellationToken);
}
