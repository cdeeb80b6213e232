using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Validation;

internal static partial class Log
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "API credentials were refused: {Reason}, auth token {TokenId}")]
    public static partial void CredentialsRefused(ILogger logger, ValidationRefusal reason, AuthTokenId? tokenId);

    [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "API credentials could not be validated: the store did not answer")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);
}
