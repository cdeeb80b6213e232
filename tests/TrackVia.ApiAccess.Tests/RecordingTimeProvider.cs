using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using TrackVia.ApiAccess.Tests.Management;

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

    /// <summary>
    /// Advances the time past each short pause that begins, and at no other moment, until the task ends. However long a busy machine takes
    /// to run the task, no longer wait ends early.
    /// </summary>
    public Task PassPausesAsync(Task task)
    {
        var passed = 0;
        return Eventually.HoldsAsync(() =>
        {
            var pauses = Waits.Count(FenceTests.IsPause);
            if (pauses > passed)
            {
                passed = pauses;
                Advance(FenceTests.LongestPause);
            }

            return Task.FromResult(task.IsCompleted);
        });
    }
}
