using System.Diagnostics;
using System.Globalization;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// The ratios of <see cref="AccountStorage"/>, measured alternately, because a load or a commit waits for a disk or a server that is shared
/// with others.
/// </summary>
internal static class StorageRatios
{
    private const int LoadsARound = 40;
    private const int CommitsARound = 10;

    public static async Task PrintAsync(bool isShort)
    {
        Console.WriteLine("| database | operation | by hand, median | by the store, median | ratio (95 % interval) |\n|---|---|--:|--:|--:|");
        foreach (var database in AccountStorage.Databases)
        {
            var storage = new AccountStorage { Database = database };
            await storage.Setup();
            await PrintAsync($"{database} | load", storage.LoadByHand, storage.LoadByStore, isShort, LoadsARound);
            await PrintAsync($"{database} | commit", storage.CommitByHand, storage.CommitByStore, isShort, CommitsARound);
            await PrintAsync($"{database} | load, decide, commit in a host's transaction", storage.LoadAndCommitByHand, storage.CommitInTransactionOfHost, isShort, CommitsARound);
            storage.Cleanup();
        }
    }

    private static async Task PrintAsync(string name, Func<Task> byHand, Func<Task> byStore, bool isShort, int perRound)
    {
        var (warmUp, rounds) = isShort ? (0, 1) : (50, 300);
        var figures = await Turns.TakeAsync(warmUp, rounds, () => MeasureAsync(byHand, perRound), () => MeasureAsync(byStore, perRound));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {figures[0].Median:F0} µs | {figures[1].Median:F0} µs | {figures[1].DividedBy(figures[0]).MedianWithInterval()} |"));
    }

    /// <summary>Returns the time of one operation, in microseconds.</summary>
    private static async Task<double> MeasureAsync(Func<Task> operation, int times)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            await operation();
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / times;
    }
}
