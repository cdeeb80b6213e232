using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.PostgreSql;

internal static partial class Log
{
    [LoggerMessage(EventId = 400, Level = LogLevel.Warning, Message = "PostgreSQL is reached through a pooler. Statements are not prepared unless the connection string sets Max Auto Prepare, and the store polls for commits of other nodes every {Interval} instead of using LISTEN")]
    public static partial void PoolerDetected(ILogger logger, TimeSpan interval);
}
