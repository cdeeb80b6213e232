using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>A primary with a standby that must acknowledge every commit.</summary>
public sealed class ReplicationTests : IAsyncLifetime
{
    private TestServer _primary = null!;
    private TestServer _standby = null!;
    private TestDatabase _database = null!;

    private string Both => new NpgsqlConnectionStringBuilder(_database.ConnectionString)
    {
        Host = $"127.0.0.1:{_standby.Port},127.0.0.1:{_primary.Port}",
        TargetSessionAttributes = "primary",
    }.ConnectionString;

    private string StandbyAlone => new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = _standby.Port }.ConnectionString;

    public async Task InitializeAsync()
    {
        _primary = await TestServer.StartNewAsync("wal_level = replica");
        _standby = await _primary.StartSynchronousStandbyAsync("standby1");
        _database = await TestDatabase.CreateAsync(_primary.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _standby.DisposeAsync();
        await _primary.DisposeAsync();
    }

    [Fact]
    public async Task A_standby_is_never_asked()
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        var standby = _database.Open(StandbyAlone, timeProvider: new SteppingClock(TimeSpan.FromSeconds(1)));

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => standby.LoadAsync(AccountId.Parse("acme"), CancellationToken.None));

        Assert.Contains("Name the primary", exception.Message, StringComparison.Ordinal);
        var journal = new Journal(_database.Open(Both), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
    }

    [Fact]
    public async Task A_standby_behind_the_one_name_is_asked_once_it_is_promoted()
    {
        var journal = new Journal(_database.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        var store = _database.Open(StandbyAlone, timeProvider: new SteppingClock(TimeSpan.Zero));

        var loading = store.LoadAsync(journal.Account.Id, CancellationToken.None);
        await _primary.KillAsync();
        Assert.False(loading.IsCompleted);
        await _standby.PromoteAsync();

        Assert.Equal(journal.Account, await loading);
    }

    [Fact]
    public async Task T34_a_standby_that_is_promoted_under_load_has_everything_that_was_acknowledged()
    {
        var store = _database.Open(Both, timeProvider: new SteppingClock(TimeSpan.Zero));
        var acknowledged = new AcknowledgedVersions(atLeast: 50);
        using var stop = new CancellationTokenSource();
        var writing = WritingLoop.RunAsync(store, "acme", acknowledged, stop.Token);
        await acknowledged.Enough;
        await _primary.KillAsync();
        await _standby.PromoteAsync();
        await stop.CancelAsync();
        try
        {
            await writing;
        }
        catch (CommitOutcomeUnknownException)
        {
            // Killed in COMMIT. Otherwise the writer has waited for the new primary, and continues.
        }

        var journal = new Journal(store, "acme");
        await journal.LoadAsync();
        Assert.InRange(journal.Account.Version, acknowledged.Last, acknowledged.Last + 1);
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task A_commit_that_was_cancelled_while_it_waited_for_the_standby_is_unknown()
    {
        var journal = new Journal(_database.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await _standby.KillAsync();
        var change = new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() };

        // The second time, the change is already stored, but it is still not acknowledged before a standby has it.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var committing = journal.TryAsync(change);
            await UntilAsync(async () => (bool)(await _database.ExecuteAsync(
                "SELECT COALESCE(bool_or(pg_cancel_backend(pid)), false) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))!);

            var exception = await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => committing);
            Assert.Contains("01000", exception.Message, StringComparison.Ordinal);
        }

        await _standby.StartAsync();
        await journal.CommitAsync(change);
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_token"));
    }

    [Fact]
    public async Task T25_a_node_that_is_still_connected_to_a_deposed_primary_accepts_nothing_after_a_fenced_revocation()
    {
        await using var cutOff = await Node.StartAsync(builder => builder.UsePostgreSql(_database.ConnectionString));
        var key = await cutOff.OpenAccountAsync();
        var token = await cutOff.CreateTokenAsync();
        Assert.True((await cutOff.ValidateAsync(key, token)).IsValid);

        await _standby.PromoteAsync();
        await using var other = await Node.StartAsync(builder => builder.UsePostgreSql(StandbyAlone));
        var fence = await other.RevokeAsync(token);

        Assert.False((await cutOff.ValidateAsync(key, token)).IsValid);
        Assert.Single(fence.WaitedOut);

        // And yet the deposed primary answers, and knows of nothing.
        Assert.False((await cutOff.Store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None)).Tokens.Single().IsDeactivated);
    }

    [Fact]
    public async Task T41_a_standby_that_is_promoted_without_the_last_commits_is_noticed()
    {
        await using var node = await Node.StartAsync(builder => builder.UsePostgreSql(Both));
        var key = await node.OpenAccountAsync();
        var kept = await node.CreateTokenAsync();
        await _standby.KillAsync();
        await _primary.ConfigureAsync("synchronous_standby_names = ''");
        await _database.ExecuteAsync("SELECT pg_reload_conf()");
        var lost = await node.CreateTokenAsync();
        Assert.True((await node.ValidateAsync(key, lost)).IsValid);

        await _primary.KillAsync();
        await _standby.StartAsync();
        await _standby.PromoteAsync();
        await UntilAsync(() => Task.FromResult(node.LastDiscontinuityAt is not null));

        await UntilAsync(async () => (await node.ValidateAsync(key, kept)).IsValid);
        Assert.Equal(CredentialRejection.UnknownToken, (await node.ValidateAsync(key, lost)).Rejection);
        Assert.Equal(1, node.Warned.Count(id => id == 120));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
