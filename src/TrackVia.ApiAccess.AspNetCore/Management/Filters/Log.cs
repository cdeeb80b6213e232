using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

internal static partial class Log
{
    [LoggerMessage(EventId = 310, Level = LogLevel.Error, Message = "A management call failed: the store did not answer")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);
}
