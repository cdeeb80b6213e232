using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

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
    /// waited on this node already: the change is committed, and at the latest after the time of <see cref="ReturnWhen.Fenced"/> it holds
    /// everywhere all the same.
    /// </summary>
    public bool IsComplete { get; }

    /// <summary>Gets the nodes that said that they refuse now, or left.</summary>
    public IReadOnlyList<NodeId> Confirmed { get; }

    /// <summary>Gets the nodes that said nothing, and whose leases have lapsed meanwhile: they are stopped or cut off, and forgotten.</summary>
    public IReadOnlyList<NodeId> WaitedOut { get; }

    /// <summary>Gets the nodes that were still waited for when the caller stopped; empty when <see cref="IsComplete"/>.</summary>
    public IReadOnlyList<NodeId> Pending { get; }
}
