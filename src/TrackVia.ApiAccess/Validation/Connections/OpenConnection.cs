namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>A connection that outlives its first request (R33): the token that opened it, and the way to end it. The request disposes it when it is over.</summary>
internal sealed class OpenConnection(ConnectionRegistry registry, ApiIdentity identity, Action abort) : IDisposable
{
    // Reentrant: a server that calls the aborted request back on this thread may dispose the connection from within the abort.
    private readonly Lock _gate = new();
    private Action? _abort = abort;

    public ApiIdentity Identity => identity;

    /// <summary>Aborts the connection, unless that was done before or the request is over.</summary>
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

    /// <summary>Forgets the connection. No abort runs after this call: servers reuse a request's objects for the next one.</summary>
    public void Dispose()
    {
        registry.Remove(this);
        lock (_gate)
        {
            _abort = null;
        }
    }
}
