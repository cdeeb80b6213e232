using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

internal static partial class ManagementLog
{
    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "{Change} committed: account {AccountId}, version {Version}, by {UserId}")]
    public static partial void ChangeCommitted(ILogger logger, string change, AccountId accountId, long version, UserId userId);

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "A command was refused: {Reason}, account {AccountId}, by {UserId}")]
    public static partial void CommandRefused(ILogger logger, CommandRefusalReason reason, AccountId accountId, UserId userId);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "It is unknown whether a change was committed, so it is submitted again: account {AccountId}, version {Version}")]
    public static partial void CommitRepeated(ILogger logger, AccountId accountId, long version, Exception exception);

    [LoggerMessage(EventId = 203, Level = LogLevel.Warning, Message = "Node {Node} did not confirm a revocation. Its lease has expired, and its registration was removed")]
    public static partial void NodeWaitedOut(ILogger logger, NodeId node);

    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "The store did not return the registered nodes. A fenced revocation may wait its full time")]
    public static partial void NodesUnknown(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 220, Level = LogLevel.Warning, Message = "The store no longer holds change {Change} at position {Position}, which a fenced revocation waited for: the store was restored from a backup, was replaced, or failed over to a server without its last changes. The revocation is undone: repeat it. See docs/operations.md")]
    public static partial void ChangeGone(ILogger logger, ChangeId change, long position);

    [LoggerMessage(EventId = 210, Level = LogLevel.Warning, Message = "The store did not answer when this host started. Requests with API credentials receive 503 until it answers, and this node receives no lease until it has verified that the other nodes have the same MaxStaleness")]
    public static partial void StoreAwayAtStart(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 211, Level = LogLevel.Warning, Message = "The registered nodes have the MaxStaleness {Agreed}, but this host has {Own}. The start waits up to {Agreed} and a margin to see which of them are still running")]
    public static partial void LookingForDeadNodes(ILogger logger, TimeSpan agreed, TimeSpan own);

    [LoggerMessage(EventId = 212, Level = LogLevel.Warning, Message = "The registered nodes with the MaxStaleness {Agreed} are no longer running and were removed. Leases now last {Own}")]
    public static partial void DeadNodesRemoved(ILogger logger, TimeSpan agreed, TimeSpan own);

    [LoggerMessage(EventId = 208, Level = LogLevel.Warning, Message = "A fenced revocation did not wait, because {Count} others are already waiting on this node. Its change is committed and takes effect on every node within MaxStaleness")]
    public static partial void TooManyFences(ILogger logger, int count);
}
