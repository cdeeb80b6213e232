using NodaTime;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

public sealed class PostgreSqlStoreTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_kind_of_change_comes_back_as_it_went_in()
    {
        var journal = new Journal(_database.Open(), "acme");
        var token = Journal.Token("\U0001F511 naïve Ω", "user𝒳", new LocalDate(9999, 12, 31)) with { ProtectedSecret = "kept" };
        await journal.CommitAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey()));
        await journal.CommitAsync(new UserAccessChanged(journal.Origin(), new UserAccess(token.UserId, true, true)));
        await journal.CommitAsync(new AuthTokenCreated(journal.Origin(), token));
        await journal.CommitAsync(new AuthTokenRevealed(journal.Origin(), token.Id));
        await journal.CommitAsync(new AuthTokenDeactivated(journal.Origin(), token.Id));
        await journal.CommitAsync(new AuthTokenResumed(journal.Origin(), token.Id));
        await journal.CommitAsync(new UserAccessChanged(journal.Origin(), new UserAccess(token.UserId, true, false)));
        await journal.CommitAsync(new UserRemoved(journal.Origin(), token.UserId));
        var beforeDeletion = journal.Account;

        var reopened = _database.Open();
        Assert.Equal(beforeDeletion, await reopened.LoadAsync(beforeDeletion.Id, CancellationToken.None));

        await journal.CommitAsync(new AuthTokenDeleted(journal.Origin(), token.Id));
        Assert.Equal(journal.Account, await reopened.LoadAsync(journal.Account.Id, CancellationToken.None));
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task The_same_change_again_is_committed_once_and_another_at_its_version_conflicts()
    {
        var journal = new Journal(_database.Open(), "acme");
        var change = new AuthTokenCreated(journal.Origin(), Journal.Token());
        var rival = new AuthTokenCreated(journal.Origin(), Journal.Token());

        var first = await journal.TryAsync(change);
        Assert.Equal(first, await journal.TryAsync(change));
        Assert.Equal(CommitOutcome.Conflict, (await journal.TryAsync(rival)).Outcome);
        Assert.Single(await _database.Open().ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None));
    }

    [Fact]
    public async Task T5_an_API_key_that_another_account_has_is_refused_whole()
    {
        var store = _database.Open();
        var acme = new Journal(store, "acme");
        var globex = new Journal(store, "globex");
        var key = Journal.ApiKey();
        await acme.CommitAsync(new ApiKeyCreated(acme.Origin(), key));

        Assert.Equal(CommitOutcome.DuplicateCredential, (await globex.TryAsync(new ApiKeyCreated(globex.Origin(), key))).Outcome);

        await globex.LoadAsync();
        Assert.Equal(0, globex.Account.Version);
        Assert.Equal(new FeedPosition(1), await store.GetFeedEndAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task T33_a_transient_failure_is_tried_again(string sqlState)
    {
        var journal = await FailingAsync(sqlState, times: 3);

        await journal.CommitAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey()));

        Assert.Equal(4L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
    }

    [Fact]
    public async Task T33_a_transient_failure_that_lasts_is_unavailable_after_six_attempts()
    {
        var journal = await FailingAsync("40001", times: 1_000);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey())));

        Assert.Equal(6L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
    }

    [Fact]
    public async Task T36_a_full_disk_is_told_at_once()
    {
        var journal = await FailingAsync("53100", times: 1_000);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey())));

        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
    }

    [Fact]
    public async Task T40_a_change_whose_history_cannot_be_written_fails_whole_and_at_once()
    {
        var journal = await FailingAsync("P0001", times: 1_000);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey())));

        await journal.LoadAsync();
        Assert.Equal(0, journal.Account.Version);
        Assert.Null(journal.Account.ApiKey);
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
    }

    [Fact]
    public async Task A_commit_of_another_handle_wakes_those_who_wait()
    {
        var waiter = _database.Open();
        var journal = new Journal(_database.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey()));

        var waiting = waiter.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), CancellationToken.None);
        await journal.CommitAsync(new AuthTokenCreated(journal.Origin(), Journal.Token()));

        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Creators_of_several_handles_at_one_version_have_one_winner()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => _database.Open()).ToArray();
        for (var round = 0; round < 10; round++)
        {
            var journals = stores.Select(store => new Journal(store, $"account-{round}")).ToArray();
            var results = await Task.WhenAll(journals.Select(journal =>
                Task.Run(() => journal.TryAsync(new AuthTokenCreated(journal.Origin(), Journal.Token())))));

            Assert.Single(results, result => result.Outcome == CommitOutcome.Committed);
            Assert.Equal(3, results.Count(result => result.Outcome == CommitOutcome.Conflict));
        }

        var feed = await stores[0].ReadFeedAsync(FeedPosition.Start, 100, CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), feed.Select(entry => entry.Position.Value));
    }

    /// <summary>A journal whose history refuses the first rows. A sequence counts the attempts: no rollback takes it back.</summary>
    private async Task<Journal> FailingAsync(string sqlState, int times)
    {
        var store = _database.Open();
        await store.ProvisionAsync(CancellationToken.None);
        await _database.ExecuteAsync($"""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('attempts') <= {times} THEN RAISE EXCEPTION 'as told' USING ERRCODE = '{sqlState}'; END IF;
                    RETURN NEW;
                END $$;
            CREATE TRIGGER fail BEFORE INSERT ON api_access_history FOR EACH ROW EXECUTE FUNCTION fail();
            """);
        return new Journal(store, "acme");
    }
}
