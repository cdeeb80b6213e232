using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Management.Callbacks;

internal static partial class CallbackLog
{
    [LoggerMessage(EventId = 205, Level = LogLevel.Error, Message = "The host's {Callback} failed. The command that needed it changed nothing")]
    public static partial void HostCallbackFailed(ILogger logger, string callback, Exception exception);

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning, Message = "The user directory returned a different user than the one requested, which was ignored: ids are compared ordinally, account {AccountId}")]
    public static partial void DirectoryUserIgnored(ILogger logger, AccountId accountId);

    [LoggerMessage(EventId = 207, Level = LogLevel.Warning, Message = "The user directory returned {Count} entries that are null, lack an id or repeat one, and they were ignored: account {AccountId}")]
    public static partial void DirectoryEntriesIgnored(ILogger logger, int count, AccountId accountId);
}
