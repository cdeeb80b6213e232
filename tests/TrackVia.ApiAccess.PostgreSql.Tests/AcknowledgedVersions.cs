using System.Globalization;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>Collects the versions that a writing loop reports as acknowledged.</summary>
internal sealed class AcknowledgedVersions(int atLeast) : StringWriter(CultureInfo.InvariantCulture)
{
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what ends once there are enough of them.</summary>
    public Task Enough => _enough.Task;

    public int Count { get; private set; }

    public long Last { get; private set; }

    public override Task WriteLineAsync(string? value)
    {
        Last = long.Parse(value!, CultureInfo.InvariantCulture);
        if (++Count >= atLeast)
        {
            _enough.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
