using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using TrackVia.ApiAccess.PostgreSql.Tests;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>Faults on a server of the test's own.</summary>
public sealed class MySqlFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private MariaDbServer _server = null!;
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _server = await MariaDbServer.StartNewAsync();
        _database = await TestDatabase.CreateAsync(_server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(Cut.BeforeTheServer, 0)]
    [InlineData(Cut.BeforeTheAnswer, 1)]
    public async Task T32_a_cut_during_COMMIT_is_reported_as_unknown_and_repeating_the_change_makes_no_second_token(Cut cut, int stored)
    {
        await using var proxy = NewProxy();
        var journal = new Journal(_database.Open(Through(proxy)), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        var change = new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() };

        proxy.Next = cut;
        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => journal.TryAsync(change));

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal((long)stored, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_token"));
        await journal.CommitAsync(change);
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_token"));
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task A_load_is_one_round_trip_and_a_commit_three()
    {
        await using var proxy = NewProxy();
        var journal = new Journal(_database.Open(Through(proxy)), "acme");
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await journal.LoadAsync();

        var before = proxy.RoundTrips;
        await journal.LoadAsync();
        Assert.Equal(1, proxy.RoundTrips - before);

        before = proxy.RoundTrips;
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        Assert.Equal(3, proxy.RoundTrips - before);
    }

    [Fact]
    public async Task T34_a_killed_server_has_everything_that_was_acknowledged()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("APIACCESS_TEST_KILLS") ?? "5", CultureInfo.InvariantCulture);
        var store = _database.Open();
        await store.ProvisionAsync(CancellationToken.None);
        var total = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var acknowledged = new AcknowledgedVersions(atLeast: 20);
            using var stop = new CancellationTokenSource();
            var writing = WritingLoop.RunAsync(store, "acme", acknowledged, stop.Token);
            await acknowledged.Enough;
            await _server.KillAsync();
            await _server.StartAsync();
            await stop.CancelAsync();
            try
            {
                await writing;
            }
            catch (ApiAccessStoreException)
            {
                // Killed in COMMIT. Otherwise the writer has waited for the server, and goes on.
            }

            var journal = new Journal(store, "acme");
            await journal.LoadAsync();
            Assert.InRange(journal.Account.Version, acknowledged.Last, acknowledged.Last + 1);
            Assert.Equal(journal.Account, await journal.ReplayAsync());
            total += acknowledged.Count;
        }

        output.WriteLine($"{kills} kills, {total} acknowledged changes, 0 lost, 0 states without history.");
    }

    [Fact]
    public async Task T27_killed_connections_leave_waits_that_end_with_their_time_and_others_work()
    {
        var store = _database.Open();
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var waiting = store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), patience.Token);
        var clients = (string?)await _database.ExecuteAsync(
            $"SELECT GROUP_CONCAT(CONCAT('KILL ', id) SEPARATOR ';') FROM information_schema.processlist WHERE db = '{_database.Name}' AND id <> CONNECTION_ID()");
        await _database.ExecuteAsync(clients!);

        await store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMilliseconds(1), patience.Token);
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await waiting;
    }

    [Fact]
    public async Task T31_a_server_that_stays_down_for_five_seconds_is_unavailable()
    {
        var store = _database.Open(new SteppingClock(TimeSpan.FromSeconds(1)));
        await store.ProvisionAsync(CancellationToken.None);
        await _server.KillAsync();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None));

        Assert.Contains("after 5 attempt(s)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T31_without_provisioning_a_host_starts_while_the_server_is_down_and_works_once_it_is_back()
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        await _server.KillAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Node.StartAsync(access => access.UseMySql(_database.ConnectionString)));

        await using var node = await Node.StartAsync(access => access.UseMySql(
            _database.ConnectionString, options => options.Provisioning = SchemaProvisioning.None));

        await _server.StartAsync();
        var key = await node.OpenAccountAsync();
        Assert.True((await node.ValidateAsync(key, await node.CreateTokenAsync())).IsValid);
    }

    [Fact]
    public async Task T31_a_server_that_comes_back_in_time_is_waited_for_on_every_connection_of_the_pool()
    {
        var store = _database.Open(new SteppingClock(TimeSpan.Zero));
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => store.LoadAsync(journal.Account.Id, CancellationToken.None)));
        await _server.KillAsync();

        var loading = Task.WhenAll(Enumerable.Range(0, 40).Select(_ => store.LoadAsync(journal.Account.Id, CancellationToken.None)));
        var committing = journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await _server.StartAsync();

        Assert.All(await loading, account => Assert.InRange(account.Version, 1, 2));
        await committing;
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task T34_After_a_restart_the_first_failure_discards_every_connection_of_the_pool()
    {
        await using var pool = new MySqlPool(MySqlDataSources.Complete(_database.ConnectionString));
        await using var store = MySqlApiAccessBuilderExtensions.Create(
            pool, ownsDataSource: false, new MySqlStoreOptions(), new SteppingClock(TimeSpan.FromSeconds(1)));
        await store.ProvisionAsync(CancellationToken.None);
        foreach (var connection in await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => pool.OpenConnectionAsync().AsTask())))
        {
            await connection.DisposeAsync();
        }

        await _server.RestartAsync();

        // The clock permits fewer attempts than there are connections.
        Assert.Equal(0, (await store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None)).Version);
    }

    [Fact]
    public async Task T36_T34_a_server_whose_disk_is_full_and_that_ends_itself_has_everything_that_was_acknowledged()
    {
        var store = _database.Open();
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await _server.LimitFilesAsync(bytes: 20_000_000);

        await Assert.ThrowsAnyAsync<ApiAccessStoreException>(async () =>
        {
            while (journal.Account.Version < 1_000)
            {
                await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = LargeToken() });
                await journal.CommitAsync(new AuthTokenDeleted { Origin = journal.Origin(), TokenId = journal.Account.Tokens.Single().Id });
            }
        });
        await _server.RestartAsync();

        var acknowledged = journal.Account.Version;
        await journal.LoadAsync();
        Assert.InRange(journal.Account.Version, acknowledged, acknowledged + 1);
        Assert.Equal(journal.Account, await journal.ReplayAsync());
        Assert.Equal(new FeedPosition(journal.Account.Version), await store.GetFeedEndAsync(CancellationToken.None));
    }

    private CuttingProxy NewProxy() => new(_server.Port, "\u0003COMMIT");

    private string Through(CuttingProxy proxy) =>
        new MySqlConnectionStringBuilder(_database.ConnectionString) { Port = (uint)proxy.Port }.ConnectionString;

    private static AuthToken LargeToken() =>
        Journal.Token() with { ProtectedSecret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(500_000)) };
}
