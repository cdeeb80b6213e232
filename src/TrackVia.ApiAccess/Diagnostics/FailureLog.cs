using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Diagnostics;

/// <summary>
/// Logs failures that may repeat with every request or loop, at a bounded rate: each message once a minute, at most four messages a
/// minute, and at the end of the minute the number of omitted entries.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class FailureLog(ILogger logger, TimeProvider timeProvider)
{
    private readonly RepeatedEventLog<string> _failures = new(
        timeProvider, _ => "others", (_, count) => DiagnosticsLog.FailuresLeftOut(logger, count), writtenPerKind: 1, maxKinds: 3);

    /// <summary>Logs a failure, unless the same was logged within the minute.</summary>
    public void Write<TException>(TException exception, Action<ILogger, TException> log)
        where TException : Exception
    {
        if (_failures.ShouldWrite($"{exception.GetType()}: {exception.Message}"))
        {
            log(logger, exception);
        }
    }
}
