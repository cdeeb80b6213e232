namespace TrackVia.ApiAccess.Nodes;

/// <summary>
/// Notifies the validator of this process of attempted changes, before the caller of the manager receives the result (T25).
/// </summary>
internal sealed class LocalCommitNotifier
{
    /// <summary>Raised after an attempted commit. The change may be stored or not.</summary>
    public event Action<AccountId>? CommitAttempted;

    /// <summary>
    /// Gets or sets the callback that aborts the connections of this process that a commit has revoked (R33). It is bounded in time, and
    /// never throws.
    /// </summary>
    public Func<AccountId, Task> EndConnectionsAsync { get; set; } = _ => Task.CompletedTask;

    public Task NotifyAsync(AccountId accountId)
    {
        CommitAttempted?.Invoke(accountId);
        return EndConnectionsAsync(accountId);
    }
}
