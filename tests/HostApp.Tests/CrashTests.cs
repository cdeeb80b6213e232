using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace HostApp.Tests;

/// <summary><c>kill -9</c> in the middle of writes (T34).</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int WritersPerAccount = 3;
    private const int ChangesBeforeTheKill = 40;
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("APIACCESS_TEST_KILLS") ?? "3", CultureInfo.InvariantCulture);

    private static readonly string[] Accounts = ["acme", "globex"];

    private int _acknowledged;

    [Fact]
    public async Task T34_what_was_acknowledged_before_a_kill_is_there_and_the_history_replays_to_the_state()
    {
        using var folder = new TemporaryFolder();
        var known = new ConcurrentDictionary<string, Expectation>();
        for (var round = 1; round <= Rounds; round++)
        {
            using (var host = await SampleHost.StartAsync(folder.Data))
            {
                await WriteUntilKilledAsync(host, known, round);
            }

            foreach (var account in Accounts)
            {
                await ReplayAsync(folder.Data, account);
            }

            using var restarted = await SampleHost.StartAsync(folder.Data);
            foreach (var account in Accounts)
            {
                await CompareAsync(restarted, account, known);
            }
        }

        output.WriteLine($"{Rounds} kills, {_acknowledged} acknowledged changes");
        Assert.InRange(known.Count, Rounds * 2, int.MaxValue);
    }

    /// <summary>Several writers per account, until the sample is killed under them.</summary>
    private async Task WriteUntilKilledAsync(SampleHost host, ConcurrentDictionary<string, Expectation> known, int round)
    {
        var acknowledged = 0;
        var sessions = new List<ConsoleSession>();
        var writers = new List<Task>();
        foreach (var account in Accounts)
        {
            var session = await ConsoleSession.SignInAsync(host, $"admin@{account}.example");
            sessions.Add(session);
            await session.DesignateAsync($"integration@{account}.example");
            writers.AddRange(Enumerable.Range(1, WritersPerAccount).Select(writer => WriteAsync(session, account, $"{account} {round}.{writer}")));
        }

        await Task.WhenAll(writers);
        sessions.ForEach(session => session.Dispose());

        async Task WriteAsync(ConsoleSession session, string account, string writer)
        {
            for (var number = 1; ; number++)
            {
                // A token's life; every third one stays, so that there is something to lose.
                var name = $"{writer}.{number}";
                var expectation = known[name] = new Expectation(account);
                string? id = null;
                var isAlive = await ChangeAsync(expectation, "active", async () =>
                    id = (await session.SucceedAsync(HttpMethod.Post, "tokens", NewToken.Request($"integration@{account}.example", name))).GetProperty("id").GetString());
                isAlive = isAlive && await ChangeAsync(expectation, "deactivated", () => session.SucceedAsync(HttpMethod.Post, $"tokens/{id}/deactivate"));
                isAlive = isAlive && await ChangeAsync(expectation, "active", () => session.SucceedAsync(HttpMethod.Post, $"tokens/{id}/resume"));
                if (number % 3 != 0)
                {
                    isAlive = isAlive && await ChangeAsync(expectation, "deactivated", () => session.SucceedAsync(HttpMethod.Post, $"tokens/{id}/deactivate"));
                    isAlive = isAlive && await ChangeAsync(expectation, null, () => session.SucceedAsync(HttpMethod.Delete, $"tokens/{id}"));
                }

                if (!isAlive)
                {
                    return;
                }
            }
        }

        // The writer that receives the last acknowledgement kills the sample, while the others are in the middle of their calls.
        async Task<bool> ChangeAsync(Expectation expectation, string? state, Func<Task> call)
        {
            expectation.Attempted = state;
            try
            {
                await call();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                return false;
            }

            expectation.Acknowledged = state;
            Interlocked.Increment(ref _acknowledged);
            if (Interlocked.Increment(ref acknowledged) == ChangesBeforeTheKill)
            {
                host.Kill();
            }

            return true;
        }
    }

    /// <summary>Opens the database that the kill left, with the store itself.</summary>
    private static async Task ReplayAsync(string dataFolder, string account)
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite($"Data Source={Path.Combine(dataFolder, "api-access.db")}");
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IApiAccessStore>();

        var accountId = AccountId.Parse(account);
        var state = await store.LoadAsync(accountId, CancellationToken.None);
        var replayed = AccountAccess.Empty(accountId);
        while (await store.ReadHistoryAsync(accountId, replayed.Version, IApiAccessStore.MaxPageSize, CancellationToken.None) is { Count: > 0 } page)
        {
            replayed = page.Aggregate(replayed, (before, change) => before.Apply(change));
        }

        Assert.NotEqual(0, state.Version);
        Assert.Equal(state, replayed);
    }

    /// <summary>Reads the account over HTTP: every token is as acknowledged, or as the call asked that the kill cut off.</summary>
    private static async Task CompareAsync(SampleHost host, string account, ConcurrentDictionary<string, Expectation> known)
    {
        using var session = await ConsoleSession.SignInAsync(host, $"admin@{account}.example");
        var states = (await session.SucceedAsync(HttpMethod.Get, "tokens")).GetProperty("tokens").EnumerateArray().ToDictionary(
            token => token.GetProperty("name").GetString()!, token => token.GetProperty("state").GetString());

        Assert.Empty(states.Keys.Except(known.Keys));
        foreach (var (name, expectation) in known.Where(token => token.Value.Account == account))
        {
            var state = states.GetValueOrDefault(name);
            Assert.True(
                state == expectation.Acknowledged || state == expectation.Attempted,
                $"'{name}' is {state ?? "gone"}; acknowledged: {expectation.Acknowledged ?? "gone"}, attempted last: {expectation.Attempted ?? "gone"}");
            expectation.Acknowledged = expectation.Attempted = state;
        }

        var versions = await ReadVersionsAsync(session);
        Assert.Equal(Enumerable.Range(1, versions.Count), versions);
    }

    private static async Task<List<int>> ReadVersionsAsync(ConsoleSession session)
    {
        var versions = new List<int>();
        while (true)
        {
            var page = await session.SucceedAsync(HttpMethod.Get, $"history?after={versions.LastOrDefault()}&take=100");
            var entries = page.GetProperty("entries");
            if (entries.GetArrayLength() == 0)
            {
                return versions;
            }

            versions.AddRange(entries.EnumerateArray().Select(entry => entry.GetProperty("version").GetInt32()));
        }
    }

    /// <summary>What a token must be after the kill; <see langword="null"/> is: not there.</summary>
    private sealed class Expectation(string account)
    {
        public string Account => account;

        public string? Acknowledged { get; set; }

        public string? Attempted { get; set; }
    }
}
