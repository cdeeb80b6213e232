namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>
/// A connection that outlives its first request (R33): its token, and the callback that aborts it. The request disposes it when the
/// request ends.
/// </summary>
internal sealed class OpenConnection(ConnectionRegistry registry, ApiIdentity identity, Action abort) : IDisposable
{
    // Reentrant: a server that calls back to the aborted request on this thread may dispose the connection from within the abort.
    private readonly Lock _gate = new();
    private Action? _abort = abort;

    public ApiIdentity Identity => identity;

    /// <summary>Aborts the connection, unless it was already aborted or the request has ended.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            if (_abort is { } abort)
            {
                _abort = null;
                abort();
            }
        }
    }

    /// <summary>
    /// Unregisters the connection. No abort runs after this call, because servers reuse a request's objects for the next request.
    /// </summary>
    public void Dispose()
    {
        registry.Remove(this);
        lock (_gate)
        {
            _abort = null;
        }
    }
}
