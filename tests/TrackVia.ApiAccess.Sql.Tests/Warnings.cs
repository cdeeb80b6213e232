using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Records the ids of warnings and errors, and when they were logged.</summary>
internal sealed class Warnings : ILoggerFactory, ILogger
{
    private readonly List<(int Id, long At)> _logged = [];

    /// <summary>Gets the events, each with the timestamp of <see cref="Stopwatch"/> at which it was logged.</summary>
    public IReadOnlyList<(int Id, long At)> Logged
    {
        get
        {
            lock (_logged)
            {
                return [.. _logged];
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
            lock (_logged)
            {
                _logged.Add((eventId.Id, Stopwatch.GetTimestamp()));
            }
        }
    }

    public void Dispose()
    {
    }
}
