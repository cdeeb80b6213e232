using System.Globalization;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>The last calls of the store and their results, for the message of a failure. Safe for use by many threads.</summary>
internal sealed class CallLog
{
    private const int Kept = 12;

    private readonly Lock _gate = new();
    private readonly Queue<Func<string>> _last = [];
    private long _count;

    // The text is created only for a failure: there are many calls and few failures.
    public void Add(Func<string> call)
    {
        lock (_gate)
        {
            _count++;
            _last.Enqueue(call);
            if (_last.Count > Kept)
            {
                _last.Dequeue();
            }
        }
    }

    public string Render()
    {
        lock (_gate)
        {
            var left = _count - _last.Count;
            var lines = _last.Select(call => call());
            return string.Join('\n', left > 0
                ? lines.Prepend(string.Create(CultureInfo.InvariantCulture, $"{left} earlier calls, then"))
                : lines.DefaultIfEmpty("nothing was called"));
        }
    }
}
