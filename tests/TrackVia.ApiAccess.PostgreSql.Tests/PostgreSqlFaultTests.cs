using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>Faults on a server of the test's own.</summary>
public sealed class PostgreSqlFaultTests(ITestOutputHelper output) : IAsyncLifetime
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

    [Theory]
    [InlineData(Cut.BeforeTheServer, 0)]
    [InlineData(Cut.BeforeTheAnswer, 1)]
    public async Task T32_a_broken_connection_during_COMMIT_is_reported_as_unknown_and_committing_again_creates_no_second_token(Cut cut, int stored)
    {
        await using var proxy = new CuttingProxy(_server.Port);
        var throughProxy = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = proxy.Port }.ConnectionString;
        var journal = new Journal(_database.Open(throughProxy), "acme");
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
    public async Task A_load_is_one_round_trip_and_a_commit_two()
    {
        await using var proxy = new CuttingProxy(_server.Port);
        var throughProxy = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = proxy.Port }.ConnectionString;
        var store = _database.Open(throughProxy);
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await journal.LoadAsync();

        var before = proxy.RoundTrips;
        await journal.LoadAsync();
        Assert.Equal(1, proxy.RoundTrips - before);

        before = proxy.RoundTrips;
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        Assert.Equal(2, proxy.RoundTrips - before);
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
                // Killed in COMMIT. Otherwise the writer has waited for the server, and continues.
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
    public async Task T28_forged_notifications_wake_and_do_nothing_else()
    {
        var store = _database.Open();
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), patience.Token);

        var waiting = store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), patience.Token);
        await _database.ExecuteAsync("SELECT pg_notify('api_access_feed', '{\"position\": 9999999999999999999999, ''; DROP TABLE')");

        await waiting;
        Assert.Equal(new FeedPosition(1), await store.GetFeedEndAsync(CancellationToken.None));
    }

    [Fact]
    public async Task T27_a_broken_listener_leaves_waits_that_end_with_their_time_and_listens_again()
    {
        var store = _database.Open();
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), patience.Token);
        await _database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");

        await store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMilliseconds(1), patience.Token);
        await store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), patience.Token);
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
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Node.StartAsync(access => access.UsePostgreSql(_database.ConnectionString)));

        await using var node = await Node.StartAsync(access => access.UsePostgreSql(
            _database.ConnectionString, options => options.Provisioning = SchemaProvisioning.None));

        await _server.StartAsync();
        var key = await node.OpenAccountAsync();
        Assert.True((await node.ValidateAsync(key, await node.CreateTokenAsync())).IsValid);
    }

    [Fact]
    public async Task T31_a_server_that_comes_back_in_time_is_waited_for()
    {
        var store = _database.Open(new SteppingClock(TimeSpan.Zero));
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await _server.KillAsync();

        var loading = store.LoadAsync(journal.Account.Id, CancellationToken.None);
        var committing = journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await _server.StartAsync();

        Assert.InRange((await loading).Version, 1, 2);
        await committing;
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task T35_a_role_with_synchronous_commit_off_commits_synchronously()
    {
        await _database.ExecuteAsync("ALTER ROLE postgres SET synchronous_commit = off");
        await _database.ExecuteAsync("ALTER ROLE postgres SET client_min_messages = error");
        var store = _database.Open();
        await store.ProvisionAsync(CancellationToken.None);
        await _database.ExecuteAsync("""
            CREATE TABLE seen (setting text);
            CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit') || ' ' || current_setting('client_min_messages')); RETURN NEW; END $$;
            CREATE TRIGGER see BEFORE INSERT ON api_access_history FOR EACH ROW EXECUTE FUNCTION see();
            """);

        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

        Assert.Equal("on warning", await _database.ExecuteAsync("SELECT setting FROM seen"));
    }

    [Fact]
    public async Task T36_a_server_whose_disk_is_full_refuses_the_change_whole_and_goes_on_reading()
    {
        var journal = new Journal(_database.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await _server.LimitFilesAsync(bytes: 20_000_000);
        var store = _database.Open();
        var constrained = new Journal(store, "acme");
        await constrained.LoadAsync();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            while (constrained.Account.Version < 1_000)
            {
                await constrained.CommitAsync(new AuthTokenCreated { Origin = constrained.Origin(), Token = LargeToken() });
                await constrained.CommitAsync(new AuthTokenDeleted
                {
                    Origin = constrained.Origin(),
                    TokenId = constrained.Account.Tokens.Single().Id,
                });
            }
        });

        Assert.Contains("could not extend file", exception.Message, StringComparison.Ordinal);
        Assert.Equal(constrained.Account, await store.LoadAsync(constrained.Account.Id, CancellationToken.None));
        Assert.Equal(constrained.Account, await constrained.ReplayAsync());
        Assert.Equal(new FeedPosition(constrained.Account.Version), await store.GetFeedEndAsync(CancellationToken.None));
    }

    /// <summary>What does not compress fills a disk.</summary>
    private static AuthToken LargeToken() =>
        Journal.Token() with { ProtectedSecret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(500_000)) };
}
