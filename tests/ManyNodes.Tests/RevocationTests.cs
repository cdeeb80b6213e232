using System.Diagnostics;
using System.Globalization;
using System.Net;
using HostApp.Tests;
using Xunit.Abstractions;

namespace ManyNodes.Tests;

/// <summary>
/// T25, T27: three host processes on one PostgreSQL. Whatever fails, no token is accepted longer than <c>MaxStaleness</c> after its revocation
/// was acknowledged, nor after a fenced revocation was answered. A run prints the rows of docs/revocation.md.
/// </summary>
public sealed class RevocationTests(RevocationTests.SharedCluster shared, ITestOutputHelper output) : IClassFixture<RevocationTests.SharedCluster>
{
    // If unset, the short form runs, which verifies only correctness.
    private static readonly int? LongRounds = Number("APIACCESS_TEST_REVOCATION_ROUNDS");
    private static readonly int Rounds = LongRounds ?? 1;
    private static readonly int Tokens = LongRounds is null ? 20 : 100;

    /// <summary>How often the time of a single revocation is looked at: a machine that is kept busy by its callers would be what is measured.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(2);

    private static readonly Fault[] Faults =
    [
        Fault.None, Fault.NotificationsCut, Fault.DatabaseStopped, Fault.NodeStopped, Fault.NodeCutOff, Fault.ClocksBack, Fault.ClocksAhead,
    ];

    public static TheoryData<string> FaultNames => [.. Faults.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task T25_no_node_accepts_a_revoked_token_beyond_the_bound(string faultName)
    {
        var fault = Faults.Single(known => known.Name == faultName);
        var revocations = new List<Revocation>();
        for (var round = 0; round < Rounds; round++)
        {
            revocations.Add(await Revocation.RunAsync(shared.Running, fault, shared.Running.Nodes[round % 2]));
        }

        Judge(fault, revocations);
    }

    [Fact]
    public async Task T25_no_node_accepts_a_revoked_token_beyond_the_bound_even_one_that_a_deposed_primary_still_answers()
    {
        var revocations = new List<Revocation>();
        for (var round = 0; round < Rounds; round++)
        {
            // What was promoted stays promoted: each round has servers of its own.
            await using var cluster = await Cluster.StartAsync(new ClusterPlan(Tokens, HasStandby: true));
            revocations.Add(await Revocation.RunAsync(cluster, Fault.PrimaryDeposed, cluster.Nodes[round % 2]));
        }

        Judge(Fault.PrimaryDeposed, revocations);
    }

    [Fact]
    public async Task A_deactivated_token_is_soon_refused_by_every_healthy_node()
    {
        var cluster = shared.Running;
        await Revocation.EnableAsync(cluster, cluster.Nodes[0]);
        var admin = cluster.Nodes[0].AdminOf(cluster.Acme);
        var times = new List<TimeSpan>();
        for (var i = 0; i < (Number("APIACCESS_TEST_REVOCATIONS") ?? 10); i++)
        {
            var token = cluster.Acme.Tokens[i % Tokens];
            var accepts = new Accepts();
            using var stop = new CancellationTokenSource();
            await cluster.AcceptedAsync(cluster.Acme, token);
            var calling = cluster.Nodes
                .Select(node => accepts.KeepCallingAsync(node, [(cluster.Acme, token.Secret)], stop.Token, Resolution))
                .ToArray();

            await admin.SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/deactivate");
            var acknowledged = Stopwatch.GetTimestamp();
            await Task.WhenAll(cluster.Nodes.Select(node => RefusedAsync(node, cluster.Acme, token, Cluster.BoundAfter(acknowledged))));

            await stop.CancelAsync();
            await Task.WhenAll(calling);
            times.Add(accepts.LastAfter(cluster.Acme, acknowledged));
            await admin.SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/resume");
        }

        output.WriteLine($"| {times.Count:N0} | {Milliseconds(times, 0.5)} | {Milliseconds(times, 0.99)} | {Milliseconds(times, 1)} |");
    }

    /// <summary>Calls a node until it refuses; it must refuse what is sent after the bound.</summary>
    private static async Task RefusedAsync(ClusterNode node, Account account, NewToken token, long bound)
    {
        bool isAccepted;
        do
        {
            var isBound = Stopwatch.GetTimestamp() > bound;
            isAccepted = await node.Host.CallAsync(account.ApiKey, token.Secret) == HttpStatusCode.OK;
            Assert.False(isBound && isAccepted);
        }
        while (isAccepted);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Milliseconds(IEnumerable<TimeSpan> times, double share)
    {
        var sorted = times.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[(int)Math.Ceiling(share * sorted.Length) - 1].TotalMilliseconds:F1} ms");
    }

    private void Judge(Fault fault, List<Revocation> revocations)
    {
        var times = revocations.Select(revocation => revocation.LastAccept).ToArray();
        var (tooLate, afterFence) = (revocations.Sum(revocation => revocation.TooLate), revocations.Sum(revocation => revocation.AfterFence));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {fault.Name} | {revocations.Count * Tokens:N0} | {Milliseconds(times, 0.5)} | {Milliseconds(times, 1)} | {tooLate} | {afterFence} | {revocations.Sum(revocation => revocation.WaitedOut)} of {3 * revocations.Count} |"));
        Assert.Equal((0, 0), (tooLate, afterFence));
    }

    /// <summary>Three nodes that every fault of this class leaves as it found them.</summary>
    public sealed class SharedCluster : IAsyncLifetime
    {
        internal Cluster Running { get; private set; } = null!;

        public async Task InitializeAsync() => Running = await Cluster.StartAsync(new ClusterPlan(Tokens));

        public async Task DisposeAsync() => await Running.DisposeAsync();
    }
}
