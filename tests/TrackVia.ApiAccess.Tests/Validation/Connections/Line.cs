using TrackVia.ApiAccess.Validation.Connections;

namespace TrackVia.ApiAccess.Tests.Validation.Connections;

/// <summary>A connection that a token opened on the validating node of a fleet, and whether it was aborted.</summary>
internal sealed class Line
{
    private readonly Action _onAbort;
    private int _aborts;

    private Line(Action? onAbort) => _onAbort = onAbort ?? (() => { });

    public OpenConnection? Connection { get; private set; }

    /// <summary>How the connection was admitted, or why not.</summary>
    public ValidationResult Result { get; private set; }

    public bool IsOpen => Connection is not null && Volatile.Read(ref _aborts) == 0;

    public int Aborts => Volatile.Read(ref _aborts);

    /// <summary>Opens a connection with a token that the node has validated just now.</summary>
    public static async Task<Line> OpenAsync(Fleet fleet, Action? onAbort = null)
    {
        var line = await OpenAsync(fleet, (await fleet.ValidateAsync()).Identity!, onAbort);
        Assert.True(line.IsOpen);
        return line;
    }

    /// <summary>Opens a connection with what an earlier validation gave.</summary>
    public static async Task<Line> OpenAsync(Fleet fleet, ApiIdentity identity, Action? onAbort = null)
    {
        var line = new Line(onAbort);
        (line.Connection, line.Result) = await fleet.Here.Snapshots.Connections.OpenAsync(identity, line.Abort, CancellationToken.None);
        return line;
    }

    private void Abort()
    {
        Interlocked.Increment(ref _aborts);
        _onAbort();
    }
}
