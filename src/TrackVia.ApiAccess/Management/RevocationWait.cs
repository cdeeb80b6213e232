namespace TrackVia.ApiAccess;

/// <summary>When the call of a revocation returns.</summary>
public enum RevocationWait
{
    /// <summary>
    /// When the change is committed. This node refuses from then on; every other node refuses what is first sent
    /// <see cref="ApiAccessOptions.MaxStaleness"/> later.
    /// </summary>
    Committed = 0,

    /// <summary>
    /// When no node can accept any more: a request that is first sent after the call has returned is refused, on every node.
    /// Usually that takes milliseconds; at most <see cref="ApiAccessOptions.MaxStaleness"/> and a margin for the drift of clocks
    /// (the larger of 50 ms and 1 %). Connections that are tied to what was revoked are closed by then (R33), except on the nodes in
    /// <see cref="FenceResult.WaitedOut"/>, which may still have had one.
    /// </summary>
    AllNodes = 1,
}
