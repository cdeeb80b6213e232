namespace TrackVia.ApiAccess.Nodes;

/// <summary>Tells the validator of this process which accounts its manager tried to change, before the manager's caller hears of it (T25).</summary>
internal sealed class LocalCommitNotifier
{
    /// <summary>A commit was tried; it may be stored or not.</summary>
    public event Action<AccountId>? CommitAttempted;

    /// <summary>Ends the connections of this process that the commit has revoked (R33). Bounded, and never fails.</summary>
    public Func<AccountId, Task> EndConnectionsAsync { get; set; } = _ => Task.CompletedTask;

    public Task NotifyAsync(AccountId accountId)
    {
        CommitAttempted?.Invoke(accountId);
        return EndConnectionsAsync(accountId);
    }
}
