namespace TrackVia.ApiAccess;

/// <summary>Specifies when a revocation returns.</summary>
public enum RevocationWait
{
    /// <summary>
    /// The call returns when the change is committed. This node rejects the credential from then on. Every other node rejects requests
    /// that are first sent <see cref="ApiAccessOptions.MaxStaleness"/> later.
    /// </summary>
    Committed = 0,

    /// <summary>
    /// The call returns when no node can accept the credential: every node rejects a request that is first sent after that. This usually
    /// takes milliseconds, and at most <see cref="ApiAccessOptions.MaxStaleness"/> and a margin for clock drift (the larger of 50 ms and
    /// 1 %). By then, the connections that the credential opened are closed (R33), except possibly on the nodes in
    /// <see cref="FenceResult.WaitedOut"/>.
    /// </summary>
    AllNodes = 1,
}
