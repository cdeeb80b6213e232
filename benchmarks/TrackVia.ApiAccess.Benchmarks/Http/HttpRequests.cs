using System.Globalization;

namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>
/// The processor time that a request costs the server, for each kind of protection. Requests per second would measure the machine instead.
/// </summary>
internal static class HttpRequests
{
    private static readonly (Protection Protection, string Name)[] Endpoints =
    [
        (Protection.Nothing, "nothing"),
        (Protection.AcceptAll, "a handler that accepts everything"),
        (Protection.JwtHs256, "JwtBearer HS256"),
        (Protection.ApiAccess, "TrackVia.ApiAccess"),
    ];

    /// <summary>Prints a table in Markdown.</summary>
    public static async Task PrintAsync(bool isShort)
    {
        // Two processes of the same server differ by several percent for as long as they live, but in one process all endpoints share what differs.
        var sets = new List<IReadOnlyList<double>>();
        for (var left = isShort ? 1 : 12; left > 0; left--)
        {
            sets.Add(await MeasureAsync(isShort));
        }

        var figures = Endpoints.Select((_, endpoint) => new Figures([.. sets.Select(set => set[endpoint])])).ToArray();
        Console.WriteLine("| endpoint behind | processor time a request, median | ratio to the handler that accepts everything (95 % interval) | ratio to JwtBearer HS256 (95 % interval) |\n|---|--:|--:|--:|");
        foreach (var ((_, name), figure) in Endpoints.Zip(figures))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {figure.Median:F1} µs | {figure.DividedBy(figures[1]).MedianWithInterval()} | {figure.DividedBy(figures[2]).MedianWithInterval()} |"));
        }
    }

    /// <summary>What each endpoint costs, of one process.</summary>
    private static async Task<IReadOnlyList<double>> MeasureAsync(bool isShort)
    {
        // Long enough that all is compiled for speed, and short turns: what disturbs the machine seldom lasts as long as a round.
        var (warmUp, rounds) = isShort ? (0, 1) : (5, 15);
        var time = TimeSpan.FromSeconds(1);
        using var server = await ServerProcess.StartAsync(onOneProcessor: true);
        var figures = await Turns.TakeAsync(
            warmUp, rounds, [.. Endpoints.Select(endpoint => (Func<Task<double>>)(() => server.CallAsync(endpoint.Protection, time)))]);
        return [.. figures.Select(figure => figure.Median)];
    }
}
