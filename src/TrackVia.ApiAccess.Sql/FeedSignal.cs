using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Wakes those who wait for the feed: on commits of this store at once, on others' when the dialect hears of them.</summary>
/// <remarks>It carries no information. When nothing is heard the waits last their whole time, and nothing else changes (T27, T28).</remarks>
internal sealed class FeedSignal(DbDataSource dataSource, SqlDialect dialect, TimeProvider timeProvider, TransientRetry retry) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _next = NewSignal();
    private Task? _listening;

    /// <summary>Gets the next wake-up; the first call starts to listen.</summary>
    public Task Next()
    {
        lock (_gate)
        {
            _listening ??= Task.Run(ListenAsync);
            return _next.Task;
        }
    }

    public void WakeUp()
    {
        TaskCompletionSource now;
        lock (_gate)
        {
            (now, _next) = (_next, NewSignal());
        }

        now.SetResult();
    }

    public async Task WaitAsync(Task next, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(atMost, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The time is over: the caller reads the feed either way.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_listening is { } listening)
        {
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ListenAsync()
    {
        while (true)
        {
            try
            {
                await OutsideTransaction.RunAsync(() => dialect.ListenAsync(dataSource, timeProvider, WakeUp, _stop.Token)).ConfigureAwait(false);
            }
            catch (Exception) when (!_stop.IsCancellationRequested)
            {
                // Unheard changes are found by those whose time is over.
                await retry.PauseAsync(TransientRetry.MaxAttempts, _stop.Token).ConfigureAwait(false);
            }
        }
    }
}
