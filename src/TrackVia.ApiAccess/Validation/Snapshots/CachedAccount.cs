namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>One account in memory: its snapshot, or the load that will provide it. An eviction removes both (T24, T26).</summary>
/// <param name="id">The account.</param>
/// <param name="gate">The lock of the cache and of all its accounts.</param>
internal sealed class CachedAccount(AccountId id, Lock gate)
{
    private volatile AccountSnapshot.Entry[]? _snapshot;
    private TaskCompletionSource<AccountSnapshot>? _load;

    public AccountId Id => id;

    public AccountSnapshot? Snapshot => _snapshot is { } entries ? new AccountSnapshot(entries) : null;

    /// <summary>Returns the load in progress, or a new one.</summary>
    /// <returns>The load, and whether it is new. The caller must carry out a new load and complete it.</returns>
    public (TaskCompletionSource<AccountSnapshot> Load, bool IsNew) JoinLoad()
    {
        lock (gate)
        {
            // A failed load is replaced by a new one.
            var isNew = _load is null || _load.Task.IsFaulted;
            if (isNew)
            {
                _load = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return (_load!, isNew);
        }
    }

    /// <summary>Determines whether a snapshot is still the cached one.</summary>
    public bool IsKept(AccountSnapshot snapshot) => ReferenceEquals(_snapshot, snapshot.Entries);

    /// <summary>Caches the result of a load, unless the account was evicted in between.</summary>
    public void Keep(TaskCompletionSource<AccountSnapshot> load, AccountSnapshot snapshot)
    {
        lock (gate)
        {
            if (_load == load)
            {
                _snapshot = snapshot.Entries;
                _load = null;
            }
        }
    }

    public void Evict()
    {
        lock (gate)
        {
            _snapshot = null;
            _load = null;
        }
    }
}
