namespace TrackVia.ApiAccess.Storage;

/// <summary>Calls any node registry outside the caller's ambient transaction.</summary>
internal sealed class OutsideTransactionNodeRegistry(INodeRegistry nodes) : INodeRegistry
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
