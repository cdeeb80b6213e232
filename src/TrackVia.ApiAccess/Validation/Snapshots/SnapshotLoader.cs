using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>Loads snapshots: one shared load per account, and a limited number at the same time (T24, T30).</summary>
/// <param name="store">The store.</param>
/// <param name="nextRead">Waits for the next read of the feed, and returns whether it renewed the lease.</param>
/// <param name="lost">Reports an account whose version the store no longer holds.</param>
/// <param name="patience">The time limit of a load.</param>
/// <param name="timeProvider">The clock of that limit.</param>
internal sealed class SnapshotLoader(
    IApiAccessStore store, Func<Task<bool>> nextRead, Action<AccountId, long> lost, TimeSpan patience, TimeProvider timeProvider) : IDisposable
{
    private const int MaxConcurrentLoads = 16;

    private readonly SemaphoreSlim _places = new(MaxConcurrentLoads);

    /// <summary>Returns the account's snapshot. If it is not cached, all concurrent callers share one load.</summary>
    /// <returns>
    /// The snapshot, and whether its load began with this call, so that it shows every change that was acknowledged before.
    /// </returns>
    public async ValueTask<(AccountSnapshot Snapshot, bool IsNew)> GetAsync(CachedAccount account, CancellationToken cancellationToken)
    {
        if (account.Snapshot is { } snapshot)
        {
            return (snapshot, false);
        }

        var (load, isNew) = account.JoinLoad();
        if (isNew)
        {
            // A separate task, so that a caller that cancels does not affect the others.
            _ = CompleteAsync(account, load);
        }

        return (await load.Task.WaitAsync(cancellationToken).ConfigureAwait(false), isNew);
    }

    public void Dispose() => _places.Dispose();

    private async Task CompleteAsync(CachedAccount account, TaskCompletionSource<AccountSnapshot> load)
    {
        try
        {
            var loaded = await LoadAsync(account).ConfigureAwait(false);
            var snapshot = AccountSnapshot.Of(loaded);
            account.Keep(load, snapshot);
            _ = ProveAsync(account, snapshot, loaded.Version, nextRead());
            load.SetResult(snapshot);
        }
        catch (Exception exception)
        {
            // Passed to all waiting callers: each of their validations is reported as unavailable (R25).
            load.SetException(exception);
            _ = load.Task.Exception;
        }
    }

    /// <summary>
    /// A load may contain a change that the feed's reader has not reached yet. The reader reaches it next, and evicts the account, unless
    /// the store went back in time to just before that change, which no read of the feed reveals. In that case the account's history does
    /// not reach the snapshot's version.
    /// </summary>
    private async Task ProveAsync(CachedAccount account, AccountSnapshot snapshot, long version, Task<bool> read)
    {
        var isHeld = false;
        try
        {
            isHeld = await read.ConfigureAwait(false) && (!account.IsKept(snapshot) || version == 0 || await HoldsAsync(account.Id, version).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is ApiAccessStoreException or OperationCanceledException or ObjectDisposedException)
        {
            // Not proved, so not cached: the next caller that needs the account loads it again.
        }

        if (!isHeld && account.IsKept(snapshot))
        {
            account.Evict();
        }
    }

    private async Task<bool> HoldsAsync(AccountId id, long version)
    {
        using var timeout = new CancellationTokenSource(patience, timeProvider);
        await _places.WaitAsync(timeout.Token).ConfigureAwait(false);
        try
        {
            var changes = await store.ReadHistoryAsync(id, version - 1, 1, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            if (changes.Count == 0)
            {
                lost(id, version);
            }

            return changes.Count > 0;
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is NewerFormatException)
        {
            // The change exists: a newer version of the library committed it.
            return true;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<AccountAccess> LoadAsync(CachedAccount account)
    {
        using var timeout = new CancellationTokenSource(patience, timeProvider);
        await _places.WaitAsync(timeout.Token).ConfigureAwait(false);
        try
        {
            return await store.LoadAsync(account.Id, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }
}
