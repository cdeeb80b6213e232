using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Diagnostics;

internal static partial class DiagnosticsLog
{
    [LoggerMessage(EventId = 150, Level = LogLevel.Warning, Message = "A failure logged above occurred {Count} more times within a minute")]
    public static partial void FailuresLeftOut(ILogger logger, int count);
}
