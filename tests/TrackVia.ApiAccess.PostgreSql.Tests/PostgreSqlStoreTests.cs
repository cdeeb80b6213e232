using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

public sealed class PostgreSqlStoreTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task T33_a_transient_failure_is_tried_again(string sqlState)
    {
        var journal = await FailingAsync(sqlState, times: 3);

        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

        Assert.Equal(4L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
    }

    [Fact]
    public async Task T33_a_transient_failure_that_lasts_is_unavailable_after_six_attempts()
    {
        var journal = await FailingAsync("40001", times: 1_000);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated
        {
            Origin = journal.Origin(),
            ApiKey = Journal.ApiKey(),
        }));

        Assert.Equal(6L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
    }

    [Fact]
    public async Task T36_a_full_disk_is_reported_at_once()
    {
        var journal = await FailingAsync("53100", times: 1_000);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() }));

        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
    }

    [Fact]
    public async Task T40_a_change_whose_history_cannot_be_written_fails_whole_and_at_once()
    {
        var journal = await FailingAsync("P0001", times: 1_000);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated
        {
            Origin = journal.Origin(),
            ApiKey = Journal.ApiKey(),
        }));

        await journal.LoadAsync();
        Assert.Equal(0, journal.Account.Version);
        Assert.Null(journal.Account.ApiKey);
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT last_value FROM attempts"));
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
