using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Warns at start when credentials are accepted in the query while the framework's request log prints queries (T38).</summary>
internal sealed partial class QueryCredentialsWarning(
    IOptionsMonitor<ApiAccessAuthenticationOptions> options, ILoggerFactory loggers, ILogger<QueryCredentialsWarning> logger) : IHostedService
{
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Get(ApiAccessDefaults.AuthenticationScheme).AllowsCredentialsInQuery
            && loggers.CreateLogger(RequestLog).IsEnabled(LogLevel.Information))
        {
            QueriesAreLogged(logger, RequestLog);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        EventId = 300,
        Level = LogLevel.Warning,
        Message = "Credentials are accepted in the query, and the log category {Category} prints queries. Filter it to Warning: builder.Logging.AddFilter(\"{Category}\", LogLevel.Warning)")]
    private static partial void QueriesAreLogged(ILogger logger, string category);
}
