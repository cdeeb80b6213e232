using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

internal static partial class Log
{
    [LoggerMessage(EventId = 311, Level = LogLevel.Warning, Message = "An id that the account does not have was asked for: {Id}, account {AccountId}, by {UserId}")]
    public static partial void UnknownId(ILogger logger, string id, AccountId accountId, UserId userId);
}
