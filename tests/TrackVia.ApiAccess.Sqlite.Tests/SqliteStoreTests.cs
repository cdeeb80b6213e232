using Microsoft.Data.Sqlite;
using NodaTime;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Every_kind_of_change_comes_back_as_it_went_in()
    {
        var journal = new Journal(_file.Open(), "acme");
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

        var reopened = _file.Open();
        Assert.Equal(beforeDeletion, await reopened.LoadAsync(beforeDeletion.Id, CancellationToken.None));

        await journal.CommitAsync(new AuthTokenDeleted(journal.Origin(), token.Id));
        Assert.Equal(journal.Account, await reopened.LoadAsync(journal.Account.Id, CancellationToken.None));
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task The_same_change_again_is_committed_once_and_another_at_its_version_conflicts()
    {
        var journal = new Journal(_file.Open(), "acme");
        var change = new AuthTokenCreated(journal.Origin(), Journal.Token());
        var rival = new AuthTokenCreated(journal.Origin(), Journal.Token());

        var first = await journal.TryAsync(change);
        Assert.Equal(first, await journal.TryAsync(change));
        Assert.Equal(CommitOutcome.Conflict, (await journal.TryAsync(rival)).Outcome);
        Assert.Single(await _file.Open().ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None));
    }

    [Fact]
    public async Task T5_an_API_key_that_another_account_has_is_refused_whole()
    {
        var store = _file.Open();
        var acme = new Journal(store, "acme");
        var globex = new Journal(store, "globex");
        var key = Journal.ApiKey();
        await acme.CommitAsync(new ApiKeyCreated(acme.Origin(), key));

        Assert.Equal(CommitOutcome.DuplicateCredential, (await globex.TryAsync(new ApiKeyCreated(globex.Origin(), key))).Outcome);

        await globex.LoadAsync();
        Assert.Equal(0, globex.Account.Version);
        Assert.Equal(new FeedPosition(1), await store.GetFeedEndAsync(CancellationToken.None));
    }

    [Fact]
    public async Task T40_a_change_whose_history_cannot_be_written_fails_whole()
    {
        var store = _file.Open();
        await store.ProvisionAsync(CancellationToken.None);
        _file.Execute("CREATE TRIGGER refuse BEFORE INSERT ON api_access_history BEGIN SELECT RAISE(ABORT, 'no audit'); END");
        var journal = new Journal(store, "acme");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey())));

        await journal.LoadAsync();
        Assert.Equal(0, journal.Account.Version);
        Assert.Null(journal.Account.ApiKey);
    }

    [Fact]
    public async Task T33_a_write_has_the_file_from_its_beginning_and_so_never_fails_half_way()
    {
        using var source = new SqliteDataSource(_file.ConnectionString, TimeSpan.FromMilliseconds(1));
        using var writer = await source.OpenConnectionAsync();
        using var other = (SqliteConnection)await source.OpenConnectionAsync();
        var dialect = new SqliteDialect(source);

        using (await dialect.BeginWriteAsync(writer, CancellationToken.None))
        {
            const int Busy = 5;
            Assert.Equal(Busy, Assert.Throws<SqliteException>(() => other.BeginTransaction(deferred: false)).SqliteErrorCode);
        }

        using var next = await dialect.BeginWriteAsync(other, CancellationToken.None);
    }

    [Fact]
    public async Task A_commit_of_another_handle_wakes_those_who_wait()
    {
        var waiter = _file.Open();
        var journal = new Journal(_file.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated(journal.Origin(), Journal.ApiKey()));

        var waiting = waiter.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), CancellationToken.None);
        await journal.CommitAsync(new AuthTokenCreated(journal.Origin(), Journal.Token()));

        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Creators_of_several_handles_at_one_version_have_one_winner()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => _file.Open()).ToArray();
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
}
