using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

internal static partial class Log
{
    [LoggerMessage(EventId = 320, Level = LogLevel.Error, Message = "A console session could not be judged: the store did not answer")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);
}
