using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Validation;

internal static partial class ValidationLog
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "API credentials were rejected: {Reason}, auth token {TokenId}")]
    public static partial void CredentialsRefused(ILogger logger, CredentialRejection reason, AuthTokenId? tokenId);

    [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "API credentials could not be validated: the store did not respond")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "API credentials could not be validated: {Count} validations are already waiting for the store")]
    public static partial void TooManyWaiting(ILogger logger, int count);

    [LoggerMessage(EventId = 107, Level = LogLevel.Warning, Message = "The last use of {Count} auth tokens could not be recorded. It is retried")]
    public static partial void UsesUnwritten(ILogger logger, int count, Exception exception);

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "The store no longer holds version {Version} of account {AccountId}, which this node had loaded: the store was restored from a backup, was replaced, or failed over to a server without its last changes. The account is loaded again. Tokens revoked after the backup may be active again: see docs/operations.md")]
    public static partial void AccountGone(ILogger logger, AccountId accountId, long version);

    [LoggerMessage(EventId = 160, Level = LogLevel.Information, Message = "API credentials were rejected {Count} more times within a minute: {Reason}, auth token {TokenId}")]
    public static partial void CredentialsRefusedAgain(ILogger logger, int count, CredentialRejection reason, AuthTokenId? tokenId);

    [LoggerMessage(EventId = 161, Level = LogLevel.Warning, Message = "API credentials could not be validated {Count} more times within a minute: {Waiting} validations are already waiting for the store")]
    public static partial void TooManyWaitingAgain(ILogger logger, int count, int waiting);
}
