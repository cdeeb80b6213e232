using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation.Feed;

internal static partial class FeedLog
{
    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "The change feed could not be read. When the lease lapses, every validation queries the store")]
    public static partial void FeedUnreadable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "Waiting for changes failed. The feed is read at intervals instead")]
    public static partial void FeedWaitFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Node {Node} is no longer registered, or the database failed over. Restarting with an empty cache; validations query the store until then")]
    public static partial void NodeForgotten(ILogger logger, NodeId node);

    [LoggerMessage(EventId = 106, Level = LogLevel.Warning, Message = "Node {Node} could not remove its registration. The next fenced revocation waits until its lease has lapsed")]
    public static partial void NotLeft(ILogger logger, NodeId node, Exception exception);

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "The store no longer holds change {Change} at position {Position}, which node {Node} had read: the store was restored from a backup, was replaced, or failed over to a server without its last changes. This node has discarded everything it knew and registers again. Tokens revoked after the backup may be active again: see docs/operations.md")]
    public static partial void PastGone(ILogger logger, NodeId node, ChangeId change, long position);
}
