using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using TrackVia.ApiAccess.PostgreSql.Tests;
using Xunit.Abstractions;

namespace HostApp.Tests;

/// <summary>
/// T51 over HTTP and PostgreSQL, long and short: one Super Admin sends a thousand fenced calls at once that change nothing, while another
/// account's program calls the same process. <c>eng/fence-storm.sh</c> runs the long form, whose rows are those of docs/revocation.md.
/// </summary>
public sealed class FenceStormTests(ITestOutputHelper output)
{
    private const int Calls = 1_000;
    private const string Integration = "integration@acme.example";

    private static readonly int? LongRounds =
        Environment.GetEnvironmentVariable("APIACCESS_TEST_STORM_ROUNDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static readonly int Rounds = LongRounds ?? 1;
    private static readonly int WarmUpRounds = LongRounds is null ? 0 : 3;

    [Fact]
    public async Task T51_a_thousand_fenced_calls_at_once_are_all_answered_and_wait_out_no_node()
    {
        await using var database = await TestServer.StartNewAsync("max_connections = 100");
        using var folder = new TemporaryFolder();
        IEnumerable<string> onPostgreSql =
            ["--ApiAccess:Store", "PostgreSql", "--ConnectionStrings:ApiAccess", $"{database.ConnectionString};Timeout=120;Maximum Pool Size=40"];
        using var here = await SampleHost.StartAsync(folder.Data, onPostgreSql);
        using var there = await SampleHost.StartAsync(folder.Data, onPostgreSql);
        using var admin = await ConsoleSession.SignInAsync(here, "admin@acme.example");
        await admin.SucceedAsync(HttpMethod.Put, $"users/{Integration}", new { isEnabled = false });
        using var other = await ConsoleSession.SignInAsync(here, "admin@globex.example");
        await other.DesignateAsync("integration@globex.example");
        var program = new SteadyProgram(here.Url, await other.CreateApiKeyAsync(), (await other.CreateTokenAsync("integration@globex.example")).Secret);
        await program.SucceedAsync(there);

        var fences = new ConcurrentQueue<JsonElement>();
        (string Name, Func<Task> Load, ConcurrentQueue<TimeSpan> Times)[] loads =
        [
            ("none", () => Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System), []),
            ("calls of the API", () => Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => program.SucceedAsync(here))), []),
            ("the same calls without a fence", () => SendAsync(admin, "", _ => { }), []),
            ("fenced calls", () => SendAsync(admin, "?fence=true", answer => fences.Enqueue(answer.GetProperty("fence"))), []),
        ];
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            for (var turn = 0; turn < loads.Length; turn++)
            {
                // Each begins a round as often as any other.
                var (_, load, times) = loads[(turn + round + WarmUpRounds) % loads.Length];
                foreach (var time in await program.CallDuringAsync(load))
                {
                    if (round >= 0)
                    {
                        times.Enqueue(time);
                    }
                }
            }
        }

        if (LongRounds is not null)
        {
            // A few calls measure nothing.
            foreach (var (name, _, times) in loads)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {times.Count:N0} | {Percentile(times, 0.5):F1} ms | {Percentile(times, 0.99):F1} ms | {Percentile(times, 0.99) / Percentile(loads[0].Times, 0.99):F2} | {Percentile(times, 0.99) / Percentile(loads[2].Times, 0.99):F2} |"));
            }

            Assert.InRange(Percentile(loads[3].Times, 0.99) / Percentile(loads[2].Times, 0.99), 0, 2);
        }

        Assert.Equal((Rounds + WarmUpRounds) * Calls, fences.Count);
        Assert.All(fences, fence => Assert.True(fence.GetProperty("isComplete").GetBoolean()));
        Assert.All(fences, fence => Assert.Empty(fence.GetProperty("waitedOut").EnumerateArray()));
    }

    private static async Task SendAsync(ConsoleSession admin, string query, Action<JsonElement> answered)
    {
        var body = new { isEnabled = false };
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
            answered(await admin.SucceedAsync(HttpMethod.Put, $"users/{Integration}{query}", body))));
    }

    private static double Percentile(ConcurrentQueue<TimeSpan> times, double share) =>
        times.Order().ElementAt((int)Math.Ceiling(share * times.Count) - 1).TotalMilliseconds;

    /// <summary>A program of another account that calls at a steady rate. None of its calls may fail.</summary>
    private sealed class SteadyProgram(Uri url, string apiKey, string token)
    {
        private const int Threads = 4;

        // Of each thread.
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

        public async Task SucceedAsync(SampleHost host) => Assert.Equal(HttpStatusCode.OK, await host.CallAsync(apiKey, token));

        /// <summary>Calls while a load lasts.</summary>
        /// <returns>How long each call took, from when it was due.</returns>
        public async Task<IReadOnlyList<TimeSpan>> CallDuringAsync(Func<Task> load)
        {
            using var stop = new CancellationTokenSource();
            var calling = Enumerable.Range(0, Threads)
                .Select(number => Task.Factory.StartNew(() => Call(Interval * number / Threads, stop.Token), TaskCreationOptions.LongRunning)).ToList();
            await load();
            await stop.CancelAsync();
            return [.. (await Task.WhenAll(calling)).SelectMany(times => times)];
        }

        // On a thread of its own, since the load is sent from this process too.
        private List<TimeSpan> Call(TimeSpan offset, CancellationToken stop)
        {
            using var client = new HttpClient { BaseAddress = url };
            var times = new List<TimeSpan>();
            Send(client);
            var began = Stopwatch.GetTimestamp();
            for (var due = offset; ; due += Interval)
            {
                if (due - Stopwatch.GetElapsedTime(began) is var early && early > TimeSpan.Zero)
                {
                    Thread.Sleep(early);
                }

                if (stop.IsCancellationRequested)
                {
                    return times;
                }

                Send(client);
                times.Add(Stopwatch.GetElapsedTime(began) - due);
            }
        }

        private void Send(HttpClient client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "openapi/apps");
            request.Headers.Add("user_key", apiKey);
            request.Headers.Authorization = new("Bearer", token);
            using var response = client.Send(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
