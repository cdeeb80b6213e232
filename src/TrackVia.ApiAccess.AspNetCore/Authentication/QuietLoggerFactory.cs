using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Lowers the framework's messages about challenges from Information to Debug.</summary>
/// <remarks>The validator logs the reason, with a bounded volume under a flood of rejected credentials. The framework's base class does neither.</remarks>
internal sealed class QuietLoggerFactory(ILogger<ApiAccessAuthenticationHandler> logger) : ILoggerFactory
{
    private readonly ILogger _quiet = new QuietLogger(logger);

    /// <summary>Returns the same logger for every request. Only the handler uses it.</summary>
    public ILogger CreateLogger(string categoryName) => _quiet;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Add providers to the host's own logging.");

    public void Dispose()
    {
    }

    private sealed class QuietLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(Lowered(logLevel));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var lowered = Lowered(logLevel);
                logger.Log(lowered, eventId, state, exception, formatter);
            }
        }

        private static LogLevel Lowered(LogLevel logLevel) => logLevel is LogLevel.Information ? LogLevel.Debug : logLevel;
    }
}
