using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

public sealed class MySqlStoreTests : IAsyncLifetime
{
    private const int Deadlock = 1213;
    private const int LockWait = 1205;
    private const int RecordFileFull = 1114;

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task T33_a_deadlock_is_tried_again()
    {
        var journal = await FailingAsync(Deadlock, times: 3);

        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

        Assert.Equal(4, await AttemptsAsync());
    }

    [Fact]
    public async Task T33_a_deadlock_that_lasts_is_unavailable_after_six_attempts()
    {
        var journal = await FailingAsync(Deadlock, times: 1_000);

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() }));

        Assert.Equal(6, await AttemptsAsync());
    }

    [Theory]
    [InlineData(RecordFileFull, "disk is full")]
    [InlineData(LockWait, "innodb_lock_wait_timeout")]
    public async Task T36_a_failure_that_a_retry_does_not_mend_is_reported_at_once(int error, string remedy)
    {
        var journal = await FailingAsync(error, times: 1_000);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() }));

        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, await AttemptsAsync());
    }

    [Fact]
    public async Task T40_a_change_whose_history_cannot_be_written_fails_whole()
    {
        var journal = await FailingAsync(LockWait, times: 1);

        // The server ends only the statement here: what the transaction wrote before must not remain.
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() }));

        await journal.LoadAsync();
        Assert.Equal(0, journal.Account.Version);
        Assert.Equal(0L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_account"));
        Assert.Equal(0L, await _database.ExecuteAsync("SELECT position FROM api_access_feed"));
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task A_lock_that_something_else_holds_ends_the_call_and_leaves_nothing()
    {
        var store = _database.Open();
        await store.ProvisionAsync(CancellationToken.None);
        await using var holder = new MySqlConnector.MySqlConnection(_database.ConnectionString + ";Pooling=False");
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new MySqlConnector.MySqlCommand("SELECT * FROM api_access_feed FOR UPDATE", holder, transaction))
        {
            await command.ExecuteScalarAsync();
        }

        var journal = new Journal(store, "acme");
        var change = new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() };
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(change));
        await transaction.RollbackAsync();

        Assert.Contains("A transaction holds the lock", exception.Message, StringComparison.Ordinal);
        await journal.CommitAsync(change);
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    private async Task<int> AttemptsAsync() => (int)(await _database.ExecuteAsync("SELECT made FROM attempts"))!;

    /// <summary>A journal whose history refuses the first rows. A table without transactions counts the attempts: no rollback takes it back.</summary>
    private async Task<Journal> FailingAsync(int error, int times)
    {
        var store = _database.Open();
        await store.ProvisionAsync(CancellationToken.None);
        await _database.ExecuteAsync("CREATE TABLE attempts (made int NOT NULL) ENGINE = MyISAM; INSERT INTO attempts VALUES (0)");
        await _database.ExecuteAsync($"""
            CREATE TRIGGER fail BEFORE INSERT ON api_access_history FOR EACH ROW
            BEGIN
                UPDATE attempts SET made = made + 1;
                IF (SELECT made FROM attempts) <= {times} THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {error}, MESSAGE_TEXT = 'as told'; END IF;
            END
            """);
        return new Journal(store, "acme");
    }
}
