using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation;

internal static partial class ValidationLog
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "API credentials were refused: {Reason}, auth token {TokenId}")]
    public static partial void CredentialsRefused(ILogger logger, CredentialRejection reason, AuthTokenId? tokenId);

    [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "API credentials could not be validated: the store did not answer")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "API credentials could not be validated: {Count} validations wait for the store already")]
    public static partial void TooManyWaiting(ILogger logger, int count);

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "The change feed could not be read: when the lease lapses, every validation asks the store")]
    public static partial void FeedUnreadable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "Waiting for changes failed: the feed is read at intervals")]
    public static partial void FeedWaitFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Node {Node} was forgotten, or the store answers from elsewhere: it starts anew, and every validation asks the store meanwhile")]
    public static partial void NodeForgotten(ILogger logger, NodeId node);

    [LoggerMessage(EventId = 106, Level = LogLevel.Warning, Message = "Node {Node} could not leave: the next fenced revocation waits it out")]
    public static partial void NotLeft(ILogger logger, NodeId node, Exception exception);

    [LoggerMessage(EventId = 107, Level = LogLevel.Warning, Message = "The last use of {Count} auth tokens could not be written; it is tried again")]
    public static partial void UsesUnwritten(ILogger logger, int count, Exception exception);

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "The store no longer holds change {Change} at position {Position}, which node {Node} had read: the store was restored from a backup, was replaced, or failed over to a server without its last changes. This node has discarded everything it knew and registers again. Tokens revoked after the backup may be active again: see docs/operations.md")]
    public static partial void PastGone(ILogger logger, NodeId node, ChangeId change, long position);

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "The store no longer holds version {Version} of account {AccountId}, which this node had loaded: the store was restored from a backup, was replaced, or failed over to a server without its last changes. The account is loaded again. Tokens revoked after the backup may be active again: see docs/operations.md")]
    public static partial void AccountGone(ILogger logger, AccountId accountId, long version);

    [LoggerMessage(EventId = 160, Level = LogLevel.Information, Message = "API credentials were refused {Count} more times within a minute: {Reason}, auth token {TokenId}")]
    public static partial void CredentialsRefusedAgain(ILogger logger, int count, CredentialRejection reason, AuthTokenId? tokenId);

    [LoggerMessage(EventId = 161, Level = LogLevel.Warning, Message = "API credentials could not be validated {Count} more times within a minute: {Waiting} validations wait for the store already")]
    public static partial void TooManyWaitingAgain(ILogger logger, int count, int waiting);
}
