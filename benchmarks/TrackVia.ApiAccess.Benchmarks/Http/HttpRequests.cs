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
        // Two processes of the same server differ by several percent during their whole lifetime, but all endpoints of one process share
        // that difference.
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

    /// <summary>Returns the cost of each endpoint of one process.</summary>
    private static async Task<IReadOnlyList<double>> MeasureAsync(bool isShort)
    {
        // Enough rounds for tiered compilation to finish, and short turns, because a disturbance of the machine seldom lasts as long as a
        // round.
        var (warmUp, rounds) = isShort ? (0, 1) : (5, 15);
        var time = TimeSpan.FromSeconds(1);
        using var server = await ServerProcess.StartAsync(onOneProcessor: true);
        var figures = await Turns.TakeAsync(
            warmUp, rounds, [.. Endpoints.Select(endpoint => (Func<Task<double>>)(() => server.CallAsync(endpoint.Protection, time)))]);
        return [.. figures.Select(figure => figure.Median)];
    }
}
