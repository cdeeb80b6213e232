using System.Globalization;

namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>What a request costs the server's processors, by what protects the endpoint. Requests a second would tell more of the machine than of the server.</summary>
internal static class HttpRequests
{
    private static readonly (Protection Protection, string Name)[] Servers =
    [
        (Protection.Nothing, "nothing"),
        (Protection.AcceptAll, "a handler that accepts everything"),
        (Protection.JwtHs256, "JwtBearer HS256"),
        (Protection.ApiAccess, "TrackVia.ApiAccess"),
    ];

    /// <summary>Prints a table in Markdown.</summary>
    public static async Task PrintAsync(bool isShort)
    {
        // Two processes of the same server differ by several percent for as long as they live: what counts is how many pairs there were.
        var sets = new List<IReadOnlyList<double>>();
        for (var left = isShort ? 1 : 15; left > 0; left--)
        {
            sets.Add(await MeasureAsync(isShort));
        }

        var figures = Servers.Select((_, server) => new Figures([.. sets.Select(set => set[server])])).ToArray();
        Console.WriteLine("| endpoint behind | processor time a request, median | ratio to the handler that accepts everything (95 % interval) | ratio to JwtBearer HS256 (95 % interval) |\n|---|--:|--:|--:|");
        foreach (var ((_, name), figure) in Servers.Zip(figures))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {figure.Median:F1} µs | {figure.DividedBy(figures[1]).MedianWithInterval()} | {figure.DividedBy(figures[2]).MedianWithInterval()} |"));
        }
    }

    /// <summary>What each server costs, of one process each.</summary>
    private static async Task<IReadOnlyList<double>> MeasureAsync(bool isShort)
    {
        // Long enough that all is compiled for speed, and short turns: what disturbs the machine seldom lasts as long as a round.
        var (warmUp, rounds) = isShort ? (0, 1) : (10, 10);
        var time = TimeSpan.FromSeconds(1);
        var processes = new List<ServerProcess>();
        try
        {
            foreach (var (protection, _) in Servers)
            {
                processes.Add(await ServerProcess.StartAsync(protection, onOneProcessor: true));
            }

            var figures = await Turns.TakeAsync(
                warmUp, rounds, [.. processes.Select(process => (Func<Task<double>>)(() => process.CallAsync(time)))]);
            return [.. figures.Select(figure => figure.Median)];
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Dispose();
            }
        }
    }
}
