using System.Diagnostics;

namespace TrackVia.ApiAccess.Tests;

/// <summary>Waits for what other threads bring about.</summary>
internal static class Eventually
{
    /// <summary>After this long it never will. It is no measure of how fast anything is: the machine may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Yield())
        {
            Assert.True(watch.Elapsed < Patience, "The condition never held.");
        }
    }
}
