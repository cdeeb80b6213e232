using NodaTime;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>
/// The right to use snapshots: the change feed was read to its end by a read that started at this moment, so every change that was
/// acknowledged before it is known.
/// </summary>
internal sealed class Lease(long startedAtTimestamp, Instant startedAt, TimeProvider timeProvider, TimeSpan maxStaleness)
{
    private readonly long _startedAtTimestamp = startedAtTimestamp;
    private readonly long _lapsesAtTimestamp = startedAtTimestamp + (long)(maxStaleness.TotalSeconds * timeProvider.TimestampFrequency);
    private readonly Instant _startedAt = startedAt;
    private readonly Instant _lapsesAt = startedAt + Duration.FromTimeSpan(maxStaleness);

    /// <summary>Returns the time since the read started.</summary>
    public TimeSpan Age => timeProvider.GetElapsedTime(_startedAtTimestamp);

    /// <summary>
    /// Determines whether the lease is still valid, by the more pessimistic of two clocks: a suspended machine stops the monotonic clock.
    /// </summary>
    public bool IsValidAt(long timestamp, Instant now) => timestamp < _lapsesAtTimestamp && now < _lapsesAt;

    /// <summary>Returns how long the lease is still valid, by the more pessimistic of the two clocks.</summary>
    public TimeSpan Left(long timestamp, Instant now)
    {
        var byTimestamp = timeProvider.GetElapsedTime(timestamp, _lapsesAtTimestamp);
        var byClock = (_lapsesAt - now).ToTimeSpan();
        return byTimestamp < byClock ? byTimestamp : byClock;
    }

    /// <summary>Determines whether a possible next lease is enough newer to replace this one.</summary>
    public bool ShouldRenewAt(Lease next, TimeSpan interval) =>
        timeProvider.GetElapsedTime(_startedAtTimestamp, next._startedAtTimestamp) >= interval
        || next._startedAt - _startedAt >= Duration.FromTimeSpan(interval);
}
