using TrackVia.ApiAccess.Accounts;

namespace TrackVia.ApiAccess.Validation;

/// <summary>One account in memory: its snapshot, or the load that will give it. An eviction forgets both (T24, T26).</summary>
internal sealed class CachedAccount(AccountId id)
{
    private readonly Lock _gate = new();
    private volatile AccountSnapshot? _snapshot;
    private TaskCompletionSource<AccountSnapshot>? _load;

    public AccountId Id => id;

    public AccountSnapshot? Snapshot => _snapshot;

    /// <summary>Gets the load that is under way, or a new one.</summary>
    /// <returns>The load, and whether it is new: then the caller must carry it out and complete it.</returns>
    public (TaskCompletionSource<AccountSnapshot> Load, bool IsNew) JoinLoad()
    {
        lock (_gate)
        {
            // One that failed is tried anew.
            var isNew = _load is null || _load.Task.IsFaulted;
            if (isNew)
            {
                _load = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return (_load!, isNew);
        }
    }

    /// <summary>Keeps what a load gave, unless an eviction came in between.</summary>
    public void Keep(TaskCompletionSource<AccountSnapshot> load, AccountSnapshot snapshot)
    {
        lock (_gate)
        {
            if (_load == load)
            {
                _snapshot = snapshot;
                _load = null;
            }
        }
    }

    public void Evict()
    {
        lock (_gate)
        {
            _snapshot = null;
            _load = null;
        }
    }
}
