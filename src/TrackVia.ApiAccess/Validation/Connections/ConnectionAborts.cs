using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>Aborts connections on the thread pool, and knows which aborts have not returned: a server may run code of the host's in one.</summary>
/// <param name="registry">Where the connections are registered.</param>
/// <param name="timeProvider">Measures how long an abort runs.</param>
/// <param name="timeout">How long an abort is waited for.</param>
/// <param name="givesUpAfter">How long an abort that has not returned counts as running.</param>
/// <param name="logger">Where aborts that failed are reported.</param>
internal sealed class ConnectionAborts(
    ConnectionRegistry registry, TimeProvider timeProvider, TimeSpan timeout, TimeSpan givesUpAfter, ILogger logger)
{
    private readonly ConcurrentDictionary<OpenConnection, Running> _running = [];

    /// <summary>Begins to abort a connection, unless that has begun already or the connection is over.</summary>
    public bool TryStart(OpenConnection connection)
    {
        // Running before it leaves the registry: at every moment it is found in one of the two.
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

    /// <summary>Waits until every abort that began has returned; for one that hangs, a bounded time only.</summary>
    /// <returns>
    /// <see langword="true"/> if all have returned. One that has not after the longest time is given up, and counts no longer; otherwise,
    /// <see langword="false"/>.
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
            // The caller does without it, and asks again later.
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
