using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>What a fenced revocation waited for. Immutable.</summary>
public sealed class FenceResult
{
    internal FenceResult(IReadOnlyList<NodeId> confirmed, IReadOnlyList<NodeId> waitedOut, IReadOnlyList<NodeId> pending, bool isComplete)
    {
        Confirmed = confirmed;
        WaitedOut = waitedOut;
        Pending = pending;
        IsComplete = isComplete;
    }

    /// <summary>
    /// Gets whether no node can accept what was revoked. <see langword="false"/> when the caller stopped waiting, or when 1,024 revocations
    /// waited on this node already: the change is committed, and at the latest after the time of <see cref="RevocationWait.AllNodes"/> it holds everywhere all the same. Also <see langword="false"/>,
    /// with a warning in the log, when the store went back in time during the wait and no longer holds the change: then repeat the revocation.
    /// </summary>
    public bool IsComplete { get; }

    /// <summary>
    /// Gets the nodes that said that they refuse now, or left. They have closed the connections that were tied to what was revoked (R33).
    /// </summary>
    public IReadOnlyList<NodeId> Confirmed { get; }

    /// <summary>Gets the nodes that did not confirm, and whose leases have lapsed: they are stopped or cut off, and forgotten.</summary>
    /// <remarks>
    /// Only such a node can still have had an open connection of what was revoked (R33): it closes its connections when its lease lapses, but
    /// has not said that they are closed, and code of its host that runs when a request is aborted may not have returned.
    /// </remarks>
    public IReadOnlyList<NodeId> WaitedOut { get; }

    /// <summary>
    /// Gets the nodes that were still waited for when the caller stopped, whose connections may still be open (R33); empty when <see cref="IsComplete"/>.
    /// </summary>
    public IReadOnlyList<NodeId> Pending { get; }
}
