namespace SteppedClock;

/// <summary>The system's clocks, each with its step. Timers and delays pass as ever.</summary>
internal sealed class SteppedTimeProvider(ClockSteps steps) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + steps.Wall;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(steps.Monotonic.TotalSeconds * TimestampFrequency);
}
