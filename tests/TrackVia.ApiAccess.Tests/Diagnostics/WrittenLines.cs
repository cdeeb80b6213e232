using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Tests.Diagnostics;

/// <summary>A log in memory.</summary>
internal sealed class WrittenLines : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_gate)
            {
                return [.. _texts];
            }
        }
    }

    public static void Write(ILogger logger, Exception exception) => ((WrittenLines)logger).Add(exception.Message);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add(formatter(state, exception));

    private void Add(string text)
    {
        lock (_gate)
        {
            _texts.Add(text);
        }
    }
}
