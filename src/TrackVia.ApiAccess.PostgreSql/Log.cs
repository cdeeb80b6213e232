using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.PostgreSql;

internal static partial class Log
{
    [LoggerMessage(EventId = 400, Level = LogLevel.Warning, Message = "PostgreSQL is reached through a pooler. Statements are not prepared unless the connection string sets Max Auto Prepare, and commits of other nodes are noticed by polling every {Interval} instead of by LISTEN")]
    public static partial void PoolerNoticed(ILogger logger, TimeSpan interval);
}
