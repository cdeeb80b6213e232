namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>Each look at the clock finds it a step later, however long it took; timers run as usual.</summary>
internal sealed class SteppingClock(TimeSpan step) : TimeProvider
{
    private long _looks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Increment(ref _looks) * step.Ticks;
}
