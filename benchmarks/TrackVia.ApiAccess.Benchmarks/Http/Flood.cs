using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace TrackVia.ApiAccess.Benchmarks.Http;

/// <summary>
/// T30: a flood of wrong credentials, no two alike and all well-formed, one half with the right API key. What it costs the good requests in
/// between, against as many requests that are all good; and how much the server's memory grows.
/// </summary>
internal sealed class Flood(ServerProcess server) : IDisposable
{
    private const int OneInSoManyIsGood = 10;
    private const long AllowedGrowth = 64 << 20;

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseCookies = false }) { BaseAddress = new Uri(server.Address.Url) };

    /// <summary>Prints tables in Markdown. Fails if a wrong credential is accepted, a good one refused, or memory grows beyond the bar.</summary>
    public static async Task PrintAsync(bool isShort)
    {
        var wrongs = isShort ? 20_000L : 10_000_000L;
        var slices = isShort ? 2 : 20;
        using var server = await ServerProcess.StartAsync();
        using var flood = new Flood(server);

        // Twice: the first finds code that is not compiled for speed yet.
        var warmUp = TimeSpan.FromSeconds(isShort ? 1 : 30);
        await flood.FindCapacityAsync(warmUp);
        var capacity = await flood.FindCapacityAsync(warmUp);
        var rate = capacity / 2;
        var requests = wrongs / slices * OneInSoManyIsGood / (OneInSoManyIsGood - 1);
        await flood.RunAsync(rate, requests / 4, isFlood: false);
        var (heap, resident) = (await flood.HeapAsync(), server.ResidentMemory);

        var peak = resident;
        using var watching = new Timer(_ => peak = Math.Max(peak, server.ResidentMemory), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        var figures = await Turns.TakeAsync(
            0,
            slices,
            async () => (await flood.RunAsync(rate, requests / 4, isFlood: false)).Percentile(0.99),
            async () => (await flood.RunAsync(rate, requests, isFlood: true)).Percentile(0.99));
        await watching.DisposeAsync();
        var heapGrowth = await flood.HeapAsync() - heap;

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{wrongs:N0} distinct wrong credentials; {rate:N0} requests a second, half of the {capacity:N0} that server and client together could do.\n"));
        Console.WriteLine("| load | p99 of the good, median of the slices | ratio (95 % interval) |\n|---|--:|--:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all good | {figures[0].Median:F2} ms | 1 |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {OneInSoManyIsGood - 1} of {OneInSoManyIsGood} wrong | {figures[1].Median:F2} ms | {figures[1].DividedBy(figures[0]).MedianWithInterval()} |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nMemory grew by {(peak - resident) / 1048576.0:F1} MiB at most (resident), and what is alive by {heapGrowth / 1048576.0:F1} MiB."));
        if (heapGrowth > AllowedGrowth || (!isShort && peak - resident > AllowedGrowth))
        {
            throw new InvalidOperationException("Memory grew by more than 64 MiB.");
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Returns the number of requests per second that the server answers if each one follows the last.</summary>
    private async Task<double> FindCapacityAsync(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var answered = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(began) < time; count++)
            {
                await CallAsync(isGood: (count + caller) % OneInSoManyIsGood == 0, withRightKey: count % 2 == 0);
            }

            return count;
        })));
        return answered.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>
    /// Sends requests at a fixed rate, whether or not earlier ones have been answered, and returns the times of the valid ones, in
    /// milliseconds.
    /// </summary>
    private async Task<Figures> RunAsync(double rate, long requests, bool isFlood)
    {
        var began = Stopwatch.GetTimestamp();
        var times = new List<double>();
        var open = new List<Task>();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var sent = 0L; sent < requests; await tick.WaitForNextTickAsync())
        {
            var due = Math.Min(requests, (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate) + 1);
            for (; sent < due; sent++)
            {
                var isGood = !isFlood || sent % OneInSoManyIsGood == 0;
                open.Add(TimeAsync(isGood, withRightKey: sent % 2 == 0, times));
            }

            open.RemoveAll(call => call.IsCompletedSuccessfully);
        }

        await Task.WhenAll(open);
        return new Figures(times);
    }

    private async Task TimeAsync(bool isGood, bool withRightKey, List<double> times)
    {
        var began = Stopwatch.GetTimestamp();
        await CallAsync(isGood, withRightKey).ConfigureAwait(false);
        if (isGood)
        {
            lock (times)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
    }

    private async Task CallAsync(bool isGood, bool withRightKey)
    {
        var userKey = isGood || withRightKey ? server.Address.UserKey : Credential.Generate(CredentialKind.ApiKey).Reveal();
        var token = isGood ? server.Address.AuthToken : Credential.Generate(CredentialKind.AuthToken).Reveal();
        using var request = new HttpRequestMessage(HttpMethod.Get, ServerAddress.PathOf(Protection.ApiAccess));
        request.Headers.TryAddWithoutValidation("user_key", userKey);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var response = await _client.SendAsync(request).ConfigureAwait(false);
        if (response.StatusCode != (isGood ? HttpStatusCode.OK : HttpStatusCode.Unauthorized))
        {
            throw new InvalidOperationException($"A {(isGood ? "good" : "wrong")} credential received {(int)response.StatusCode}.");
        }
    }

    private async Task<long> HeapAsync() => long.Parse(await _client.GetStringAsync("/heap"), CultureInfo.InvariantCulture);
}
