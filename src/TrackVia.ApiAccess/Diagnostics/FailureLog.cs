using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Diagnostics;

/// <summary>
/// Logs failures that may repeat with every request or loop, at a bounded rate: each message once a minute, at most four messages a minute, and
/// then how many were left out.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class FailureLog(ILogger logger, TimeProvider timeProvider)
{
    private const int MaxMessages = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _messages = [];
    private long _began;
    private int _leftOut;

    /// <summary>Logs a failure, unless the same was logged a moment ago.</summary>
    public void Write<TException>(TException exception, Action<ILogger, TException> log)
        where TException : Exception => Write($"{exception.GetType()}: {exception.Message}", () => log(logger, exception));

    /// <summary>Logs a failure that a text identifies, unless the same was logged a moment ago.</summary>
    public void Write(string message, Action log)
    {
        int leftOut;
        lock (_gate)
        {
            var isOver = _messages.Count == 0 || timeProvider.GetElapsedTime(_began) >= Interval;
            if (!isOver && (_messages.Count >= MaxMessages || _messages.Contains(message)))
            {
                _leftOut++;
                return;
            }

            leftOut = isOver ? _leftOut : 0;
            if (isOver)
            {
                _messages.Clear();
                _began = timeProvider.GetTimestamp();
                _leftOut = 0;
            }

            _messages.Add(message);
        }

        if (leftOut > 0)
        {
            Log.FailuresLeftOut(logger, leftOut);
        }

        log();
    }
}
