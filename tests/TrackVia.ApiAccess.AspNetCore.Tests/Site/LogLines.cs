using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>Everything that was logged, at every level.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, LogLevel Level, int EventId, string Text)> _lines = [];

    public IEnumerable<(string Category, LogLevel Level, int EventId, string Text)> Lines => _lines;

    /// <summary>The lines of the library's own categories.</summary>
    public IEnumerable<string> Own => from line in _lines where line.Category.StartsWith("TrackVia.", StringComparison.Ordinal) select line.Text;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines._lines.Enqueue((category, logLevel, eventId.Id, formatter(state, exception) + exception));
    }
}
