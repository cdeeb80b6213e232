using System.Runtime.InteropServices;

namespace TrackVia.ApiAccess.Diagnostics;

/// <summary>
/// Limits the log entries of repeated events: within an interval the first few of each kind are logged, and the others are counted.
/// </summary>
/// <remarks>
/// An interval begins with its first event. At its end, each kind with more events than were logged is reported with their number. Kinds
/// beyond the maximum are counted as the kind that they are folded to. Safe for use by many threads.
/// </remarks>
/// <typeparam name="TKind">The kind of an event, which distinguishes events that have log entries of their own.</typeparam>
/// <param name="timeProvider">The clock.</param>
/// <param name="fold">Returns the kind that a kind beyond the maximum is counted as.</param>
/// <param name="report">Reports how many events of a kind were not logged.</param>
/// <param name="writtenPerKind">How many events of each kind are logged in an interval.</param>
/// <param name="maxKinds">The maximum number of kinds that are distinguished in an interval.</param>
internal sealed class RepeatedEventLog<TKind>(
    TimeProvider timeProvider,
    Func<TKind, TKind> fold,
    Action<TKind, int> report,
    int writtenPerKind = RepeatedEventLog<TKind>.WrittenPerKind,
    int maxKinds = RepeatedEventLog<TKind>.MaxKinds)
    where TKind : notnull
{
    public const int WrittenPerKind = 3;
    public const int MaxKinds = 100;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Dictionary<TKind, int> _counts = [];
    private ITimer? _timer;

    /// <summary>Counts an event.</summary>
    /// <returns>Whether the event is one of the first of its kind, and is to be logged.</returns>
    public bool ShouldWrite(TKind kind)
    {
        lock (_gate)
        {
            if (_counts.Count == 0)
            {
                _timer = StartInterval();
            }

            var counted = _counts.Count < maxKinds || _counts.ContainsKey(kind) ? kind : fold(kind);
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, counted, out _);
            return ++count <= writtenPerKind;
        }
    }

    private ITimer StartInterval()
    {
        // The report belongs to no request: a timer would otherwise inherit the log scopes of the request that started it.
        using (ExecutionContext.SuppressFlow())
        {
            return timeProvider.CreateTimer(_ => EndInterval(), null, Interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void EndInterval()
    {
        Dictionary<TKind, int> ended;
        lock (_gate)
        {
            (ended, _counts) = (_counts, []);
            _timer?.Dispose();
        }

        foreach (var (kind, count) in ended)
        {
            if (count > writtenPerKind)
            {
                report(kind, count - writtenPerKind);
            }
        }
    }
}
