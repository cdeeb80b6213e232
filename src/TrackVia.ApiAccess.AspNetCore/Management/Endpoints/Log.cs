using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

internal static partial class Log
{
    [LoggerMessage(EventId = 311, Level = LogLevel.Warning, Message = "Request for the unknown id {Id} in account {AccountId} by {UserId}")]
    public static partial void UnknownId(ILogger logger, string id, AccountId accountId, UserId userId);
}
