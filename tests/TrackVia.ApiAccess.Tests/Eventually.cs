using System.Diagnostics;

namespace TrackVia.ApiAccess.Tests;

/// <summary>Waits for what other threads bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Yield())
        {
            Assert.True(watch.Elapsed < Patience, "The condition never held.");
        }
    }
}
