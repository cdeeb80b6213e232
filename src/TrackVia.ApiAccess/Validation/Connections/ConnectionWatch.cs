using NodaTime;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>
/// Aborts each connection when its token expires, and all connections when this node has not read the change feed for as long as a lease
/// lasts, since any token may have been revoked by then. Uses one timer for the node.
/// </summary>
/// <remarks>The clock is checked at least once per renewal interval, so that a clock that was set ahead is noticed.</remarks>
internal sealed class ConnectionWatch : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    private readonly ConnectionRegistry _registry;
    private readonly OpenConnections _connections;
    private readonly Func<Lease?> _newestLease;
    private readonly NodeServices _services;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Lease? _lease;
    private TimeSpan? _pause;
    private long _pausedAt;

    public ConnectionWatch(NodeServices services, ConnectionRegistry registry, OpenConnections connections, Func<Lease?> newestLease)
    {
        _services = services;
        _registry = registry;
        _connections = connections;
        _newestLease = newestLease;
        _timer = services.TimeProvider.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets a value indicating whether this node knows every change that is older than a lease lasts.</summary>
    public bool HasValidLease => _newestLease()?.IsValidAt(_services.TimeProvider.GetTimestamp(), _services.Clock.GetCurrentInstant()) is true;

    /// <summary>Handles the registration of a connection, whose token may be the first to expire.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            var pause = NextPause();
            if (_pause is not { } pausing || pause < pausing - _services.TimeProvider.GetElapsedTime(_pausedAt))
            {
                Pause(pause);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        _connections.AbortExpired();
        lock (_gate)
        {
            if (LeaseLeft() <= TimeSpan.Zero)
            {
                _connections.AbortAll();
            }

            _pause = null;
            if (!_registry.IsEmpty)
            {
                Pause(NextPause());
            }
        }
    }

    private void Pause(TimeSpan pause)
    {
        (_pause, _pausedAt) = (pause, _services.TimeProvider.GetTimestamp());
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan NextPause()
    {
        var longest = _services.Options.RenewalInterval;
        var expiresIn = _registry.EarliestExpiry - _services.Clock.GetCurrentInstant();
        var pause = expiresIn < Duration.FromTimeSpan(longest) ? expiresIn.ToTimeSpan() : longest;
        var leaseLeft = LeaseLeft();
        pause = leaseLeft < pause ? leaseLeft : pause;
        return pause > ShortestPause ? pause : ShortestPause;
    }

    /// <summary>
    /// Returns how long the guarantee of the newest lease still holds: a node that registers again has no lease for a moment, but its
    /// last one has not lapsed yet.
    /// </summary>
    private TimeSpan LeaseLeft()
    {
        _lease = _newestLease() ?? _lease;
        return _lease?.Left(_services.TimeProvider.GetTimestamp(), _services.Clock.GetCurrentInstant()) ?? TimeSpan.Zero;
    }
}
