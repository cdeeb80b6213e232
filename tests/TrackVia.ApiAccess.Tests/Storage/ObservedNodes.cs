using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>The same for a store that knows its nodes.</summary>
internal sealed class ObservedNodes(IApiAccessStore inner) : ObservedStore(inner), INodeRegistry
{
    private readonly INodeRegistry _nodes = inner.Nodes!;

    public override INodeRegistry Nodes => this;

    /// <summary>Runs before a confirmation.</summary>
    public Func<Task> BeforeConfirm { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when a confirmation was answered and is not yet handed out.</summary>
    public Func<Task> AfterConfirm { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before the nodes are listed.</summary>
    public Func<Task> BeforeList { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before the store proves that it is current.</summary>
    public Func<Task> BeforeProof { get; set; } = () => Task.CompletedTask;

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        _nodes.RegisterNodeAsync(node, maxStaleness, cancellationToken);

    public async Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken)
    {
        await BeforeConfirm();

        // Behaves like a store that ignores cancellation.
        var isConfirmed = await _nodes.ConfirmPositionAsync(node, mark, CancellationToken.None);
        await AfterConfirm();
        return isConfirmed;
    }

    public async Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        await BeforeList();
        return await _nodes.ListNodesAsync(cancellationToken);
    }

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        _nodes.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);

    public async Task EnsurePrimaryAsync(CancellationToken cancellationToken)
    {
        await BeforeProof();
        await _nodes.EnsurePrimaryAsync(cancellationToken);
    }
}
