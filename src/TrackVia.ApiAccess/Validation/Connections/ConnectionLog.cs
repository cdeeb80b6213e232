using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Validation.Connections;

internal static partial class ConnectionLog
{
    [LoggerMessage(EventId = 130, Level = LogLevel.Information, Message = "{Count} open connections of account {AccountId} were aborted: their auth tokens are no longer valid")]
    public static partial void ConnectionsAborted(ILogger logger, int count, AccountId accountId);

    [LoggerMessage(EventId = 131, Level = LogLevel.Warning, Message = "All {Count} open connections were aborted: this node could not read the store's changes in time, or stops, and cannot know whether their auth tokens are still valid")]
    public static partial void AllConnectionsAborted(ILogger logger, int count);

    [LoggerMessage(EventId = 132, Level = LogLevel.Error, Message = "Aborting a connection of auth token {TokenId} did not return within {Limit}. Code that runs when a request is aborted must not block; the connection may still be open")]
    public static partial void AbortHangs(ILogger logger, AuthTokenId tokenId, TimeSpan limit);

    [LoggerMessage(EventId = 133, Level = LogLevel.Warning, Message = "Aborting a connection of auth token {TokenId} failed")]
    public static partial void AbortFailed(ILogger logger, AuthTokenId tokenId, Exception exception);

    [LoggerMessage(EventId = 134, Level = LogLevel.Warning, Message = "Account {AccountId} was changed here, and its open connections could not be checked at once. They are checked when this node reads the change in the feed")]
    public static partial void ConnectionsNotJudged(ILogger logger, AccountId accountId, Exception exception);
}
