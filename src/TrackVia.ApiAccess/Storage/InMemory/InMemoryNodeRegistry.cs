namespace TrackVia.ApiAccess.Storage;

/// <summary>The nodes of the in-memory store.</summary>
internal sealed class InMemoryNodeRegistry(InMemoryData data) : INodeRegistry
{
    private readonly Dictionary<NodeId, RegisteredNode> _nodes = [];

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (data.Gate)
        {
            var agreed = _nodes.Values.FirstOrDefault()?.MaxStaleness ?? maxStaleness;
            if (agreed == maxStaleness)
            {
                _nodes.TryAdd(node, new RegisteredNode { Id = node, MaxStaleness = maxStaleness, Confirmed = FeedPosition.Start });
            }

            return Task.FromResult(agreed);
        }
    }

    public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (data.Gate)
        {
            if (!_nodes.TryGetValue(node, out var registered) || !data.Holds(mark))
            {
                return Task.FromResult(false);
            }

            if (mark.Position > registered.Confirmed)
            {
                _nodes[node] = registered with { Confirmed = mark.Position };
            }

            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (data.Gate)
        {
            return Task.FromResult<IReadOnlyList<RegisteredNode>>([.. _nodes.Values]);
        }
    }

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (data.Gate)
        {
            if (_nodes.TryGetValue(node, out var registered) && registered.Confirmed < unlessConfirmed)
            {
                _nodes.Remove(node);
            }

            return Task.CompletedTask;
        }
    }
}
