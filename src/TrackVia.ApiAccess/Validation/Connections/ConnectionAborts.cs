using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>
/// Aborts connections on the thread pool, and tracks the aborts that have not returned: a server may run host code in an abort.
/// </summary>
/// <param name="registry">The registry of the connections.</param>
/// <param name="timeProvider">Measures how long an abort runs.</param>
/// <param name="timeout">How long a caller waits for an abort.</param>
/// <param name="givesUpAfter">How long an abort that has not returned counts as running.</param>
/// <param name="logger">The logger for failed aborts.</param>
internal sealed class ConnectionAborts(
    ConnectionRegistry registry, TimeProvider timeProvider, TimeSpan timeout, TimeSpan givesUpAfter, ILogger logger)
{
    private readonly ConcurrentDictionary<OpenConnection, Running> _running = [];

    /// <summary>Starts to abort a connection, unless its abort has already started or the connection has ended.</summary>
    public bool TryStart(OpenConnection connection)
    {
        // The abort is recorded as running before the connection leaves the registry, so that the connection is always found in one of
        // the two.
        var running = new Running(timeProvider.GetTimestamp());
        if (!_running.TryAdd(connection, running))
        {
            return false;
        }

        if (!registry.Remove(connection))
        {
            _running.TryRemove(connection, out _);
            running.Returned.SetResult();
            return false;
        }

        _ = Task.Run(() => Abort(connection, running));
        return true;
    }

    /// <summary>Waits until every abort that has started has returned. The wait for an abort that hangs is bounded.</summary>
    /// <returns>
    /// Whether all have returned. An abort that has not returned after the maximum time is abandoned, and no longer counts.
    /// </returns>
    public async ValueTask<bool> HaveReturnedAsync(CancellationToken cancellationToken)
    {
        if (_running.IsEmpty)
        {
            return true;
        }

        var young = _running.Values.Where(running => timeProvider.GetElapsedTime(running.StartedAt) < timeout);
        try
        {
            await Task.WhenAll(young.Select(running => running.Returned.Task)).WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller proceeds without it, and asks again later.
        }

        foreach (var (connection, running) in _running)
        {
            if (timeProvider.GetElapsedTime(running.StartedAt) >= givesUpAfter && _running.TryRemove(connection, out _))
            {
                ConnectionLog.AbortHangs(logger, connection.Identity.TokenId, givesUpAfter);
            }
        }

        return _running.IsEmpty;
    }

    private void Abort(OpenConnection connection, Running running)
    {
        try
        {
            connection.Abort();
        }
        catch (Exception exception)
        {
            ConnectionLog.AbortFailed(logger, connection.Identity.TokenId, exception);
        }
        finally
        {
            _running.TryRemove(connection, out _);
            running.Returned.SetResult();
        }
    }

    private sealed class Running(long startedAt)
    {
        public long StartedAt => startedAt;

        public TaskCompletionSource Returned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
