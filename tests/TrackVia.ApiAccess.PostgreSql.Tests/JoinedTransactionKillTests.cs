using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>A server of its own, killed while a host's transactions run on it.</summary>
public sealed class JoinedTransactionKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestServer _server = null!;
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartNewAsync();
        _database = await TestDatabase.CreateAsync(_server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task T34_After_a_server_was_killed_between_stage_commit_and_completion_the_hosts_table_and_the_tokens_agree()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("APIACCESS_TEST_KILLS") ?? "6", CultureInfo.InvariantCulture);
        await _database.ExecuteAsync(JoinedLoop.CreateTable);
        await _database.ExecuteAsync("INSERT INTO host_token VALUES (0, 0)");
        await using var node = await Node.StartAsync(builder => builder.UsePostgreSql(_database.ConnectionString));
        await node.OpenAccountAsync();
        await node.CreateTokenAsync();
        var before = (await node.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Version;
        var committed = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var seen = await RunUntilKilledAsync(node, kill);
            await _server.StartAsync();
            await using var host = await _database.BeginAsync();

            var changes = await JoinedLoop.CheckAsync(node, host, before);
            Assert.InRange(changes, committed + seen, committed + seen + 1);
            committed = changes;
        }

        output.WriteLine($"{kills} kills, {committed} transactions, 0 that were committed in one table only, 0 lost.");
    }

    [Theory]
    [InlineData(Cut.BeforeTheServer, false)]
    [InlineData(Cut.BeforeTheAnswer, true)]
    public async Task T32_A_transaction_whose_COMMIT_was_cut_is_repeated_and_creates_one_token(Cut cut, bool isStored)
    {
        await using var proxy = new CuttingProxy(_server.Port);
        var throughProxy = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = proxy.Port, Pooling = false }.ConnectionString;
        await using var node = await Node.StartAsync(builder => builder.UsePostgreSql(_database.ConnectionString));
        await node.OpenAccountAsync();
        var first = await node.CreateTokenAsync();
        var request = new NewAuthToken
        {
            Name = first.Token.Name,
            ExpiresOn = first.Token.ExpiresOn,
            UserId = first.Token.UserId,
        };
        var changes = new StagedChanges();
        StagedResult<IssuedAuthToken> created;
        await using (var host = await TestDatabase.BeginAsync(throughProxy))
        {
            created = await node.Manager.In(host.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, request);
            proxy.Next = cut;
            await Assert.ThrowsAnyAsync<Exception>(() => host.Transaction.CommitAsync());
        }

        Assert.Equal(1, proxy.Cuts);
        await using (var host = await TestDatabase.BeginAsync(throughProxy))
        {
            var again = await node.Manager.In(host.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, request);
            Assert.Equal(isStored, ReferenceEquals(created, again));
            await host.CommitAsync();
        }

        await changes.CompleteAsync(RevocationWait.AllNodes);
        Assert.Equal(2, (await node.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).TokenCount);
    }

    /// <summary>Runs transactions, and kills the server after a step of one of them, or while the next step is under way.</summary>
    /// <returns>How many commits were reported.</returns>
    private async Task<int> RunUntilKilledAsync(Node node, int kill)
    {
        var seen = 0;
        var killing = Task.CompletedTask;
        var failure = await Record.ExceptionAsync(() => JoinedLoop.RunAsync(node, () => _database.BeginAsync(), async (step, number) =>
        {
            seen += step == "committed" ? 1 : 0;
            if (killing.IsCompleted && number == 2 + (kill % 5) && step == ((string[])["staged", "committed", "completed"])[kill % 3])
            {
                killing = Task.Run(_server.KillAsync);
                await (kill % 2 == 0 ? killing : Task.CompletedTask);
            }
        }));
        await killing;
        Assert.True(failure is System.Data.Common.DbException or ApiAccessStoreException or InvalidOperationException or IOException, failure?.ToString());
        return seen;
    }
}
