using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>Lowers what the framework's base class logs with every challenge from Information to Debug.</summary>
/// <remarks>The validator's log has the reason, and bounds its volume under a flood of refused credentials; the base class does neither.</remarks>
internal sealed class QuietLoggerFactory(ILogger<ApiAccessAuthenticationHandler> logger) : ILoggerFactory
{
    private readonly ILogger _quiet = new QuietLogger(logger);

    /// <summary>Returns one logger for every request: its only user is the handler.</summary>
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
