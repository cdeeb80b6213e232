using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// Ends waits for the feed: immediately after a commit of this store, and after other commits when the dialect notices them.
/// </summary>
/// <remarks>
/// A signal carries no information. If none arrives, each wait lasts its whole timeout, and nothing else changes (T27, T28).
/// </remarks>
internal sealed class FeedSignal(SqlSession session, TimeProvider timeProvider) : IAsyncDisposable
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
            _listening ??= OutsideTransaction.Start(() => session.ListenAsync(WakeUp, _stop.Token));
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

    public async Task WaitAsync(Task next, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller reads the feed in either case.
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
}
