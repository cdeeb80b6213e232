using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Records the ids of warnings and errors.</summary>
internal sealed class Warnings : ILoggerFactory, ILogger
{
    private readonly List<int> _ids = [];

    public IReadOnlyList<int> Ids
    {
        get
        {
            lock (_ids)
            {
                return [.. _ids];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lock (_ids)
            {
                _ids.Add(eventId.Id);
            }
        }
    }

    public void Dispose()
    {
    }
}
