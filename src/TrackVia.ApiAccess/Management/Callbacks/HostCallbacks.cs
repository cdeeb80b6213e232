using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Management.Callbacks;

/// <summary>
/// Runs callbacks of the host, limited in time and number. A callback that throws, hangs or returns an unusable value causes a
/// <see cref="HostCallbackException"/> (T43).
/// </summary>
internal sealed class HostCallbacks(TimeProvider timeProvider, TimeSpan timeout, ILogger logger)
{
    /// <summary>
    /// The longest time for a callback while a transaction of the host is joined: a server may end a transaction that is idle for 10 seconds.
    /// </summary>
    private static readonly TimeSpan MaxTimeoutWhenJoined = TimeSpan.FromSeconds(8);

    // A call that hangs is abandoned but still counts toward the limit, so that a flood of requests does not pile up threads.
    private const int MaxConcurrentCalls = 64;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(StringComparer.Ordinal);

    private HostCallbacks(HostCallbacks other, TimeProvider timeProvider, TimeSpan timeout, ILogger logger)
        : this(timeProvider, timeout, logger) => _places = other._places;

    /// <summary>Gets the same callbacks for commands in a transaction of the host.</summary>
    public HostCallbacks WhenJoined => timeout <= MaxTimeoutWhenJoined ? this : new(this, timeProvider, MaxTimeoutWhenJoined, logger);

    /// <summary>Runs a callback and returns its result.</summary>
    /// <exception cref="HostCallbackException">The callback threw, or did not return in time.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the operation.</exception>
    public async Task<T> RunAsync<T>(string callback, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var stop = linked.Token;
        try
        {
            var places = _places.GetOrAdd(callback, _ => new SemaphoreSlim(MaxConcurrentCalls));
            await places.WaitAsync(stop).ConfigureAwait(false);

            // On its own thread, because a callback may block; abandoned if it ignores the token.
            var running = Task.Run(() => RunInPlaceAsync(call, places, stop), CancellationToken.None);
            ObserveFailure(running);
            return await running.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw timer.IsCancellationRequested
                ? Logged(new HostCallbackException(callback, $"The host's {callback} did not return within {timeout.TotalSeconds} s. Try again later; if it lasts, see what it waits for."))
                : Failed(callback, exception);
        }
    }

    /// <summary>Creates the exception for a callback that returned an unusable value.</summary>
    public HostCallbackException Unusable(string callback, string result) => Logged(new HostCallbackException(
        callback, $"The host's {callback} returned {result}, which cannot be used. Correct the host's implementation."));

    private static async Task<T> RunInPlaceAsync<T>(Func<CancellationToken, ValueTask<T>> call, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    private static void ObserveFailure(Task running) =>
        running.ContinueWith(task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>
    /// The host's exception is the inner exception, unless it contains a credential, which it would carry into a log (T38).
    /// </summary>
    private HostCallbackException Failed(string callback, Exception exception)
    {
        var holdsSecret = CredentialFormat.MayContainCredential(exception.ToString());
        return Logged(new HostCallbackException(
            callback,
            $"The host's {callback} threw {exception.GetType().Name}. Try again later; if it lasts, see the host's log."
                + (holdsSecret ? " The exception itself is withheld, because its text contains a credential." : ""),
            holdsSecret ? null : exception));
    }

    private HostCallbackException Logged(HostCallbackException exception)
    {
        CallbackLog.HostCallbackFailed(logger, exception.Callback, exception);
        return exception;
    }
}
