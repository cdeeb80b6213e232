using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Credentials;

internal static partial class Log
{
    [LoggerMessage(EventId = 330, Level = LogLevel.Warning, Message = "A credential cannot be decrypted for display, but still works. {Cause}")]
    public static partial void SecretUndecryptable(ILogger logger, string cause, Exception exception);
}
