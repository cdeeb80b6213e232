using System.Diagnostics;
using System.Globalization;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// The ratios of <see cref="AccountStorage"/>, measured by turns: a load or a commit waits for a disk or a server that others use too,
/// and what disturbs one side then disturbs the other.
/// </summary>
internal static class StorageRatios
{
    private const int WarmUpRounds = 50;
    private const int LoadsARound = 40;
    private const int CommitsARound = 10;

    /// <summary>Prints a table in Markdown.</summary>
    public static async Task PrintAsync(int rounds)
    {
        Console.WriteLine("| database | operation | by hand, median | by the store, median | ratio |\n|---|---|--:|--:|--:|");
        foreach (var database in AccountStorage.Databases)
        {
            var storage = new AccountStorage { Database = database };
            await storage.Setup();
            await PrintAsync($"{database} | load", storage.LoadByHand, storage.LoadByStore, rounds, LoadsARound);
            await PrintAsync($"{database} | commit", storage.CommitByHand, storage.CommitByStore, rounds, CommitsARound);
            storage.Cleanup();
        }
    }

    private static async Task PrintAsync(string name, Func<Task> byHand, Func<Task> byStore, int rounds, int perRound)
    {
        var hand = new List<double>();
        var store = new List<double>();
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            var (handTime, storeTime) = (await MeasureAsync(byHand, perRound), await MeasureAsync(byStore, perRound));
            if (round >= 0)
            {
                hand.Add(handTime);
                store.Add(storeTime);
            }
        }

        var (handMedian, storeMedian) = (Median(hand), Median(store));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {handMedian:F0} µs | {storeMedian:F0} µs | {storeMedian / handMedian:F2} |"));
    }

    private static async Task<double> MeasureAsync(Func<Task> operation, int times)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            await operation();
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / times;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
