using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Loads snapshots: each once for all who ask, and few at the same time (T24, T30).</summary>
internal sealed class SnapshotLoader(IApiAccessStore store, TimeSpan patience, TimeProvider timeProvider) : IDisposable
{
    private const int MaxConcurrentLoads = 16;

    private readonly SemaphoreSlim _places = new(MaxConcurrentLoads);

    /// <summary>Gets the account's snapshot; if it is not there, by a load that all who ask meanwhile share.</summary>
    /// <returns>The snapshot, and whether its load began with this call, so that it shows every change that was acknowledged before.</returns>
    public async ValueTask<(AccountSnapshot Snapshot, bool IsNew)> GetAsync(CachedAccount account, CancellationToken cancellationToken)
    {
        if (account.Snapshot is { } snapshot)
        {
            return (snapshot, false);
        }

        var (load, isNew) = account.JoinLoad();
        if (isNew)
        {
            // On its own, so that one who gives up takes nothing from the others.
            _ = CompleteAsync(account, load);
        }

        return (await load.Task.WaitAsync(cancellationToken).ConfigureAwait(false), isNew);
    }

    public void Dispose() => _places.Dispose();

    private async Task CompleteAsync(CachedAccount account, TaskCompletionSource<AccountSnapshot> load)
    {
        try
        {
            var snapshot = await LoadAsync(account).ConfigureAwait(false);
            account.Keep(load, snapshot);
            load.SetResult(snapshot);
        }
        catch (Exception exception)
        {
            // Everyone who waits is told; each validation is unavailable, and says so (R25).
            load.SetException(exception);
            _ = load.Task.Exception;
        }
    }

    private async Task<AccountSnapshot> LoadAsync(CachedAccount account)
    {
        using var timeout = new CancellationTokenSource(patience, timeProvider);
        await _places.WaitAsync(timeout.Token).ConfigureAwait(false);
        try
        {
            return AccountSnapshot.Of(await store.LoadAsync(account.Id, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false));
        }
        finally
        {
            _places.Release();
        }
    }
}
