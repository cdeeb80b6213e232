using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Connections;

namespace TrackVia.ApiAccess.Validation.Feed;

/// <summary>One registration of this node, where the store has a registry: it registers, confirms what it has read, and leaves.</summary>
internal sealed class NodeMembership
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly NodeServices _services;
    private readonly OpenConnections _connections;
    private readonly INodeRegistry? _registry;
    private ImmutableArray<NodeId> _former;
    private FeedMark _confirmable = FeedMark.Start;

    public NodeMembership(NodeServices services, OpenConnections connections)
        : this(services, connections, [])
    {
    }

    private NodeMembership(NodeServices services, OpenConnections connections, ImmutableArray<NodeId> former)
    {
        _services = services;
        _connections = connections;
        _registry = services.Store.Nodes;
        _former = former;
        Node = NodeId.New(services.Options.NodeName);
    }

    public NodeId Node { get; }

    /// <summary>Gets a value indicating whether the store has a registry that receives confirmations.</summary>
    public bool HasRegistry => _registry is not null;

    /// <summary>
    /// Registers the node before it first reads the feed, so that a fence that lists the nodes after a change finds every node that could
    /// lack it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The registered nodes have another lease duration.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        if (_registry is null)
        {
            return;
        }

        // This node holds no lease, so no fence needs to wait for its former registrations. Registrations that a backup restored are
        // removed too.
        foreach (var former in _former)
        {
            await _registry.RemoveNodeAsync(former, FeedPosition.End, cancellationToken).ConfigureAwait(false);
        }

        var maxStaleness = _services.Options.MaxStaleness;
        NodeTerms.Check(maxStaleness, await _registry.RegisterNodeAsync(Node, maxStaleness, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Confirms the position that was read, once the connections that it aborts have ended.</summary>
    /// <returns><see langword="false"/> if the store does not hold the registration or the mark: this node must register again.</returns>
    public async Task<bool> ConfirmAsync(FeedMark read, CancellationToken cancellationToken)
    {
        var haveEnded = await _connections.HaveEndedAsync(cancellationToken).ConfigureAwait(false);

        // An abandoned read must not confirm: a later read may have found less, and the cache reflects that one.
        cancellationToken.ThrowIfCancellationRequested();

        // An abort that hangs delays the confirmation, so that a fence names this node, but not the lease.
        _confirmable = haveEnded ? read : _confirmable;
        return await _registry!.ConfirmPositionAsync(Node, _confirmable, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that the node holds a lease under this registration.</summary>
    public void Established()
    {
        _former = [];
        _services.Continuity.Registered(Node);
    }

    /// <summary>Returns the registration that replaces this one, under a new id.</summary>
    public NodeMembership Renew()
    {
        _services.Continuity.Unregistered();
        return new(_services, _connections, _former.Add(Node));
    }

    /// <summary>Aborts the node's connections and removes its registration.</summary>
    public async Task LeaveAsync(ILogger logger)
    {
        _services.Continuity.Unregistered();
        await _connections.CloseAsync().ConfigureAwait(false);
        try
        {
            if (_registry is not null)
            {
                using var timeout = new CancellationTokenSource(ShutdownTimeout, _services.TimeProvider);
                await _registry.RemoveNodeAsync(Node, FeedPosition.End, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The next fence waits for its lease to lapse instead.
            FeedLog.NotLeft(logger, Node, exception);
        }
    }
}
