namespace TrackVia.ApiAccess.Nodes;

/// <summary>
/// Keeps the reads of one loop apart, and so bounds what a flood of wrong credentials costs the store: who comes meanwhile shares the next
/// read (T30). Whoever comes after a while waits for nothing.
/// </summary>
/// <remarks>By the machine's own time: in a host's tests time may stand still, and guesses are answered all the same.</remarks>
internal sealed class MinimumInterval
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(2);

    private long _began;

    /// <summary>Waits until the next read may begin, which it then does.</summary>
    public async Task WaitAsync()
    {
        var left = Apart - TimeProvider.System.GetElapsedTime(_began);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, TimeProvider.System).ConfigureAwait(false);
        }

        _began = TimeProvider.System.GetTimestamp();
    }
}
