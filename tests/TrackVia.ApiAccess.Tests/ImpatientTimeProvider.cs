using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace TrackVia.ApiAccess.Tests;

/// <summary>Time that only the test advances, but in which waits of less than a second end at once. Records their durations.</summary>
internal sealed class ImpatientTimeProvider : FakeTimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= TimeSpan.FromSeconds(1))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
