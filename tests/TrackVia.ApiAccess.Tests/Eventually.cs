using System.Diagnostics;

namespace TrackVia.ApiAccess.Tests;

/// <summary>Waits for the effects of other threads.</summary>
internal static class Eventually
{
    /// <summary>The time after which the condition counts as never met. It does not measure speed: the machine may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Yield())
        {
            Assert.True(watch.Elapsed < Patience, "The condition never held.");
        }
    }
}
