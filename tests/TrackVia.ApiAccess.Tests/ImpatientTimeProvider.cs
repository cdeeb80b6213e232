using System.Collections.Concurrent;

namespace TrackVia.ApiAccess.Tests;

/// <summary>Ends every wait at once, and remembers how long each would have been.</summary>
internal sealed class ImpatientTimeProvider : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
