using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace TrackVia.ApiAccess.Tests;

/// <summary>Time that only the test advances, and that records the waits that code has started.</summary>
internal sealed class RecordingTimeProvider : FakeTimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Recorded afterwards, so that a test that sees the wait can end it.
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Waits.Enqueue(dueTime);
        return timer;
    }
}
