using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Nodes;

/// <summary>
/// This process's knowledge of its store's past: when that past was last lost, and the registration that the process relies on.
/// </summary>
/// <remarks>Written by the feed follower; read by fences, the health check and metrics. Safe for use by many threads.</remarks>
internal sealed class StoreContinuity(IClock clock, TimeProvider timeProvider)
{
    private volatile Loss? _newest;
    private volatile Registration? _registration;

    /// <summary>
    /// Gets the instant at which this process last found that its store no longer holds changes that had been read from it.
    /// </summary>
    public Instant? LostAt => _newest?.At;

    /// <summary>Gets the number of times that this happened.</summary>
    public int Losses => _newest?.Number ?? 0;

    /// <summary>
    /// Gets the node id under which this process is registered; <see langword="null"/> while it holds no lease and must not take one.
    /// </summary>
    public NodeId? Node => _registration?.Node;

    public void Registered(NodeId node) => _registration = new Registration(node);

    public void Unregistered() => _registration = null;

    /// <summary>Records that the past was lost. The caller no longer holds a lease.</summary>
    public void Lost() => _newest = new Loss(clock.GetCurrentInstant(), timeProvider.GetTimestamp(), Losses + 1);

    /// <summary>
    /// Determines whether the past was lost within the given time. If so, other nodes may still hold leases that the store does not list.
    /// </summary>
    public bool WasLostWithin(TimeSpan time) => _newest is { } loss && timeProvider.GetElapsedTime(loss.Timestamp) < time;

    private sealed record Loss(Instant At, long Timestamp, int Number);

    private sealed record Registration(NodeId Node);
}
