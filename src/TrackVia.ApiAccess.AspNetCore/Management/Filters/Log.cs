using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

internal static partial class Log
{
    [LoggerMessage(EventId = 310, Level = LogLevel.Error, Message = "A management call failed because the store did not respond")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);
}
