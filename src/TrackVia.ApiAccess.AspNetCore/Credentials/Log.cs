using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Credentials;

internal static partial class Log
{
    [LoggerMessage(EventId = 330, Level = LogLevel.Warning, Message = "A credential still works and cannot be decrypted for display. {Cause}")]
    public static partial void SecretUndecryptable(ILogger logger, string cause, Exception exception);
}
