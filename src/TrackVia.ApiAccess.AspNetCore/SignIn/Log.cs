using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

internal static partial class Log
{
    [LoggerMessage(EventId = 320, Level = LogLevel.Error, Message = "A console session could not be judged because the store did not respond")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "The UseCurrentUser mapping of a session failed with {Failure}, so the session has no user: {Reason}")]
    public static partial void MappingFailed(ILogger logger, string failure, string reason);

    [LoggerMessage(EventId = 322, Level = LogLevel.Warning, Message = "The UseCurrentUser mapping of a session failed {Count} more times within a minute: {Failure}")]
    public static partial void MappingFailedAgain(ILogger logger, int count, string failure);
}
