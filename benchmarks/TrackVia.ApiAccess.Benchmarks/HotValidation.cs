using System.Diagnostics;
using System.Globalization;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>The ratios of <see cref="TokenValidation"/> and <see cref="PeerValidation"/> from memory, measured alternately.</summary>
internal static class HotValidation
{
    /// <summary>Prints a table in Markdown.</summary>
    public static async Task PrintAsync(bool isShort)
    {
        var ours = new TokenValidation();
        var peers = new PeerValidation();
        await ours.Setup();
        await peers.Setup();
        var floor = new Contender("floor: SHA-256, one lookup, one clock reading", times => Repeat(ours.FloorAccepts, times));
        var valid = new Contender("valid", times => RepeatAsync(ours.Valid, times));
        Contender[] contenders =
        [
            floor,
            valid,
            new("refused: malformed, wrong checksum", times => RepeatAsync(ours.Malformed, times)),
            new("refused: expired", times => RepeatAsync(ours.Expired, times)),
            new("hand-rolled, `IMemoryCache`", times => RepeatAsync(peers.MemoryCache, times)),
            new("hand-rolled, `HybridCache`", times => RepeatAsync(peers.HybridCache, times)),
            new("JWT HS256", times => RepeatAsync(peers.Hs256, times)),
            new("JWT RS256", times => RepeatAsync(peers.Rs256, times)),
            new("JWT ES256", times => RepeatAsync(peers.Es256, times)),
            new("OpenIddict, reference token, its entry validated", times => RepeatAsync(peers.OpenIddict, times)),
        ];
        var (warmUp, rounds) = isShort ? (0, 1) : (40, 300);
        var figures = await Turns.TakeAsync(warmUp, rounds, [.. contenders.Select(contender => (Func<Task<double>>)contender.TakeTurnAsync)]);
        var byContender = contenders.Zip(figures).ToDictionary();

        Console.WriteLine("| validation | median | ratio to the floor (95 % interval) | ratio to valid (95 % interval) |\n|---|--:|--:|--:|");
        foreach (var (contender, figure) in byContender)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {figure.Median:N0} ns | {figure.DividedBy(byContender[floor]).MedianWithInterval()} | {figure.DividedBy(byContender[valid]).MedianWithInterval()} |"));
        }

        ours.Cleanup();
        await peers.Cleanup();
    }

    private static Task Repeat(Func<bool> operation, int times)
    {
        for (var i = 0; i < times; i++)
        {
            operation();
        }

        return Task.CompletedTask;
    }

    private static async Task RepeatAsync<T>(Func<ValueTask<T>> operation, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await operation();
        }
    }

    private static async Task RepeatAsync(Func<Task> operation, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await operation();
        }
    }

    private sealed class Contender(string name, Func<int, Task> repeat)
    {
        private static readonly TimeSpan LeastTurn = TimeSpan.FromMilliseconds(10);

        private int _times = 1;

        public string Name => name;

        /// <summary>
        /// Returns the time of one operation, in nanoseconds. The number of operations grows until a turn takes long enough to be timed.
        /// </summary>
        public async Task<double> TakeTurnAsync()
        {
            var times = _times;
            var began = Stopwatch.GetTimestamp();
            await repeat(times);
            var took = Stopwatch.GetElapsedTime(began);
            _times = took < LeastTurn ? 2 * times : times;
            return took.TotalNanoseconds / times;
        }
    }
}
