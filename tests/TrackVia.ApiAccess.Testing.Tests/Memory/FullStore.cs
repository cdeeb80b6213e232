using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>The same, for a store that registers nodes and records usage.</summary>
internal abstract class FullStore(IApiAccessStore inner) : DelegatingStore(inner), INodeRegistry, ITokenUsageStore
{
    public override INodeRegistry? Nodes => this;

    public override ITokenUsageStore? Usage => this;

    protected INodeRegistry InnerNodes => Inner.Nodes!;

    protected ITokenUsageStore InnerUsage => Inner.Usage!;

    public virtual Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        InnerNodes.RegisterNodeAsync(node, maxStaleness, cancellationToken);

    public virtual Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        InnerNodes.ConfirmPositionAsync(node, mark, cancellationToken);

    public virtual Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => InnerNodes.ListNodesAsync(cancellationToken);

    public virtual Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        InnerNodes.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);

    public virtual Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) =>
        InnerUsage.RecordUsageAsync(usages, cancellationToken);

    public virtual Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        InnerUsage.ReadUsageAsync(accountId, cancellationToken);
}
