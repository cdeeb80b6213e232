using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>One wait of a fence: the nodes that it waits for, and those that confirmed.</summary>
/// <param name="change">The change that every node must have read.</param>
/// <param name="self">The node of this process, if it was registered when the wait began.</param>
internal sealed class FenceWait(FeedMark change, NodeId? self)
{
    private readonly HashSet<NodeId> _nodes = [];
    private readonly List<NodeId> _confirmed = [];

    public FeedMark Change => change;

    public IReadOnlyList<NodeId> Nodes => [.. _nodes];

    public IReadOnlyList<NodeId> Confirmed => _confirmed;

    /// <summary>
    /// Gets a value indicating whether this process is not registered, or is on the list and has confirmed. Otherwise the list may come
    /// from a restored backup, and may lack nodes that hold a lease.
    /// </summary>
    public bool HasSelfConfirmed => self is not { } node || _confirmed.Contains(node);

    /// <summary>Waits for the nodes that are registered now. A node that registers later also reads the feed later.</summary>
    public void Begin(IReadOnlyList<RegisteredNode> registered)
    {
        _nodes.UnionWith(registered.Select(node => node.Id));
        Update(registered);
    }

    /// <summary>
    /// Records which nodes have confirmed. A node that is no longer registered holds no lease: it left, or another fence waited for its
    /// lease to lapse.
    /// </summary>
    public void Update(IReadOnlyList<RegisteredNode> registered)
    {
        var silent = registered.Where(node => node.Confirmed < change.Position).Select(node => node.Id).ToHashSet();
        _confirmed.AddRange(_nodes.Except(silent));
        _nodes.IntersectWith(silent);
    }
}
