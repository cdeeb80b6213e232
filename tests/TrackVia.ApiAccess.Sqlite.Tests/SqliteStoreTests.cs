using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task T40_a_change_whose_history_cannot_be_written_fails_whole()
    {
        var store = _file.Open();
        await store.ProvisionAsync(CancellationToken.None);
        _file.Execute("CREATE TRIGGER refuse BEFORE INSERT ON api_access_history BEGIN SELECT RAISE(ABORT, 'no audit'); END");
        var journal = new Journal(store, "acme");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated
        {
            Origin = journal.Origin(),
            ApiKey = Journal.ApiKey(),
        }));

        await journal.LoadAsync();
        Assert.Equal(0, journal.Account.Version);
        Assert.Null(journal.Account.ApiKey);
    }

    [Fact]
    public async Task T57_An_account_without_an_id_is_a_wrong_argument_and_no_damage_of_the_database()
    {
        var store = _file.Open();
        await store.ProvisionAsync(CancellationToken.None);

        await Assert.ThrowsAsync<ArgumentException>(async () => await store.LoadAsync(default, CancellationToken.None));
    }

    [Fact]
    public async Task T33_a_write_has_the_file_from_its_beginning_and_so_never_fails_half_way()
    {
        using var source = new SqliteDataSource(_file.ConnectionString, TimeSpan.FromMilliseconds(1));
        source.CreateIfMissing();
        using var writer = await source.OpenConnectionAsync();
        using var other = (SqliteConnection)await source.OpenConnectionAsync();
        var dialect = new SqliteDialect(source, new TableNames());

        using (await dialect.BeginWriteAsync(writer, CancellationToken.None))
        {
            const int Busy = 5;
            Assert.Equal(Busy, Assert.Throws<SqliteException>(() => other.BeginTransaction(deferred: false)).SqliteErrorCode);
        }

        using var next = await dialect.BeginWriteAsync(other, CancellationToken.None);
    }
}
