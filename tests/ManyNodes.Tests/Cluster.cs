using System.Diagnostics;
using System.Net;
using HostApp.Tests;
using TrackVia.ApiAccess.PostgreSql.Tests;

namespace ManyNodes.Tests;

/// <summary>What a cluster is to have besides three nodes.</summary>
internal sealed record ClusterPlan(int TokensAnAccount, bool HasStandby = false);

/// <summary>Three host processes on one PostgreSQL server, and two accounts.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public static readonly TimeSpan MaxStaleness = TimeSpan.FromMilliseconds(500);

    /// <summary>The time after which an operation counts as hanging. It does not measure speed: the machine may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly List<ClusterNode> _nodes = [];

    private Cluster(TestServer database) => Database = database;

    public TestServer Database { get; }

    /// <summary>Gets the standby that must acknowledge every commit, if the plan has one.</summary>
    public TestServer? Standby { get; private set; }

    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    /// <summary>Gets the node that faults befall which befall only one.</summary>
    public ClusterNode Unlucky => _nodes[^1];

    /// <summary>Gets the account whose tokens are revoked without a fence.</summary>
    public Account Acme { get; } = new("acme");

    /// <summary>Gets the account whose tokens are revoked with a fence.</summary>
    public Account Globex { get; } = new("globex");

    public IReadOnlyList<Account> Accounts => [Acme, Globex];

    public static async Task<Cluster> StartAsync(ClusterPlan plan)
    {
        var cluster = new Cluster(await TestServer.StartNewAsync(plan.HasStandby ? "wal_level = replica" : ""));
        try
        {
            await cluster.FillAsync(plan);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the time from which no call may be accepted, by when the revocation was acknowledged.</summary>
    public static long BoundAfter(long acknowledged) => acknowledged + (long)(MaxStaleness.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Waits until every node accepts every token.</summary>
    public Task AllAcceptedAsync() => Task.WhenAll(
        from account in Accounts from token in account.Tokens select AcceptedAsync(account, token));

    /// <summary>Waits until every node accepts a token.</summary>
    public async Task AcceptedAsync(Account account, NewToken token)
    {
        using var hangs = new CancellationTokenSource(Patience);
        foreach (var node in _nodes)
        {
            while (await node.Host.CallAsync(account.ApiKey, token.Secret) != HttpStatusCode.OK)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, hangs.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (Standby is not null)
        {
            await Standby.DisposeAsync();
        }

        await Database.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FillAsync(ClusterPlan plan)
    {
        if (plan.HasStandby)
        {
            Standby = await Database.StartSynchronousStandbyAsync("standby1");
        }

        for (var i = 0; i < 3; i++)
        {
            _nodes.Add(await ClusterNode.StartAsync(_folder.Path, Database.ConnectionString, Database.Port));
        }

        foreach (var account in Accounts)
        {
            foreach (var node in _nodes)
            {
                await node.SignInAsync(account);
            }

            await account.OpenAsync(_nodes[0].AdminOf(account), plan.TokensAnAccount);
        }
    }
}
