using System.Collections.Concurrent;
using System.Diagnostics;

namespace TrackVia.ApiAccess.Tests.Diagnostics;

/// <summary>The activities that one test causes: those below its own.</summary>
internal sealed class Traces : IDisposable
{
    private readonly Activity _test = new Activity("test").Start();
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _stopped = new();

    public Traces()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ApiAccessDiagnostics.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _test.TraceId)
                {
                    _stopped.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IEnumerable<string> Texts => _stopped.Select(activity =>
        $"{activity.DisplayName} {activity.Status} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(each => each.Tags))}");

    public IReadOnlyList<Activity> All => [.. _stopped];

    public void Dispose()
    {
        _listener.Dispose();
        _test.Dispose();
    }
}
