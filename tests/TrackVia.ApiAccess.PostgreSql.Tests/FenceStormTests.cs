using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>T51: a thousand fenced calls at once by one Super Admin, while another account's program calls two nodes.</summary>
public sealed class FenceStormTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly Actor Stormy =
        new()
        {
            AccountId = AccountId.Parse("stormy"),
            UserId = UserId.Parse("admin@stormy.example"),
            IsSuperAdmin = true,
            HasUserProfileAccess = true,
        };

    private static readonly UserId Disabled = UserId.Parse("disabled@stormy.example");

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task T51_A_thousand_fenced_calls_cost_another_account_nothing_and_wait_out_no_live_node()
    {
        await using var here = await Node.StartAsync(builder => builder.UsePostgreSql(_database.ConnectionString));
        await using var there = await Node.StartAsync(builder => builder.UsePostgreSql(_database.ConnectionString));
        var key = await here.OpenAccountAsync();
        var token = await here.CreateTokenAsync();
        await here.Manager.SetUserAccessAsync(Stormy, Disabled, new UserAccessChange { IsEnabled = false });
        Assert.True((await here.ValidateAsync(key, token)).IsValid);
        Assert.True((await there.ValidateAsync(key, token)).IsValid);
        var before = await NodesAsync(here);

        using var end = new CancellationTokenSource();
        var callers = new[] { CallAsync(here), CallAsync(there) };
        var storm = Enumerable.Range(0, 1_000)
            .Select(_ => here.Manager.SetUserAccessAsync(Stormy, Disabled, new UserAccessChange { IsEnabled = false }, RevocationWait.AllNodes)).ToList();
        var began = Stopwatch.GetTimestamp();
        var fences = (await Task.WhenAll(storm)).Select(result => result.Fence!).ToList();
        output.WriteLine($"1,000 fenced calls: {Stopwatch.GetElapsedTime(began)}");
        await end.CancelAsync();
        var calls = (await Task.WhenAll(callers)).SelectMany(durations => durations).Order().ToList();
        output.WriteLine($"{calls.Count} calls of another account: p99 {calls[calls.Count * 99 / 100]}, longest {calls[^1]}");

        Assert.All(fences, fence => Assert.Equal((true, 0), (fence.IsComplete, fence.WaitedOut.Count)));
        Assert.Equal(before, await NodesAsync(here));

        async Task<List<TimeSpan>> CallAsync(Node node)
        {
            var durations = new List<TimeSpan>();
            do
            {
                var called = Stopwatch.GetTimestamp();
                Assert.True((await node.ValidateAsync(key, token)).IsValid);
                durations.Add(Stopwatch.GetElapsedTime(called));
                await Task.Delay(1);
            }
            while (!end.IsCancellationRequested);
            return durations;
        }
    }

    private static async Task<IEnumerable<NodeId>> NodesAsync(Node node) =>
        (await node.Store.Nodes!.ListNodesAsync(CancellationToken.None)).Select(registered => registered.Id).OrderBy(id => id.Value, StringComparer.Ordinal);
}
