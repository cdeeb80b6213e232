using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventId = 150, Level = LogLevel.Warning, Message = "{Count} failures like those logged before were not logged one by one: each is logged at most once a minute")]
    public static partial void FailuresLeftOut(ILogger logger, int count);
}
