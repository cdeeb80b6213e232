using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>The result of the wait of a fenced revocation. Immutable.</summary>
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
    /// Gets a value indicating whether no node can accept the revoked credential. <see langword="false"/> if the caller cancelled the
    /// wait, or if 1,024 revocations already waited on this node. The change is committed in both cases, and takes effect everywhere
    /// after the time given for <see cref="RevocationWait.AllNodes"/> at the latest. Also <see langword="false"/>, with a warning in the
    /// log, if the store went back in time during the wait and no longer holds the change; in that case repeat the revocation.
    /// </summary>
    public bool IsComplete { get; }

    /// <summary>
    /// Gets the nodes that confirmed that they reject the credential, or left. They have closed the connections that it opened (R33).
    /// </summary>
    public IReadOnlyList<NodeId> Confirmed { get; }

    /// <summary>
    /// Gets the nodes that did not confirm, and whose leases have lapsed: they have stopped or are cut off, and are no longer registered.
    /// </summary>
    /// <remarks>
    /// Only such a node may still have an open connection of the revoked credential (R33). It closes its connections when its lease
    /// lapses, but has not confirmed that they are closed, and host code that runs when a request is aborted may not have returned.
    /// </remarks>
    public IReadOnlyList<NodeId> WaitedOut { get; }

    /// <summary>
    /// Gets the nodes that had not confirmed when the caller cancelled the wait, and whose connections may still be open (R33); empty if
    /// <see cref="IsComplete"/>.
    /// </summary>
    public IReadOnlyList<NodeId> Pending { get; }
}
