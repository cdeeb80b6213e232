namespace TrackVia.ApiAccess.Nodes;

/// <summary>
/// Enforces a minimum interval between the reads of one loop, which limits the load that a flood of wrong credentials puts on the store:
/// callers that arrive in the meantime share the next read (T30). A caller that arrives after the interval does not wait.
/// </summary>
/// <remarks>
/// Uses the machine's own clock: in a host's tests the given time may not advance, and wrong credentials are still answered.
/// </remarks>
internal sealed class MinimumInterval
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(2);

    private long _began;

    /// <summary>Waits until the next read may begin, and records that it begins.</summary>
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
