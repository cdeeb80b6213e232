using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SQLitePCL;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>The backup is SQLite's own, written into the open file, as <c>.restore</c> does; and what else befalls a file.</summary>
public sealed class SqliteContinuityTests : ContinuityTests, IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task T41_A_file_that_is_replaced_under_two_nodes_is_noticed_by_both_and_the_new_one_is_used()
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var token = await here.CreateTokenAsync();
        _file.BackUp();
        var lost = await here.CreateTokenAsync();
        Assert.True((await there.ValidateAsync(key, lost)).IsValid);
        Assert.True((await here.ValidateAsync(key, lost)).IsValid);

        _file.Replace();
        var fence = await here.RevokeAsync(token);

        Assert.True(fence.IsComplete);
        foreach (var node in (Node[])[here, there])
        {
            Assert.False((await node.ValidateAsync(key, token)).IsValid);
            Assert.False((await node.ValidateAsync(key, lost)).IsValid);
            Assert.NotNull(node.LastDiscontinuityAt);
        }

        Assert.Equal(1L, _file.Execute("SELECT SUM(is_deactivated) FROM api_access_token"));
    }

    [Fact]
    public async Task T56_A_file_that_is_deleted_under_a_running_store_is_not_replaced_by_an_empty_one()
    {
        var journal = new Journal(_file.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        _file.Delete();

        var committing = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() }));
        var reading = await Assert.ThrowsAsync<StoreUnavailableException>(journal.LoadAsync);

        Assert.Contains("does not exist. Put the file back", committing.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist. Put the file back", reading.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_file.Path));
    }

    [Theory]
    [InlineData(SchemaProvisioning.Validate)]
    [InlineData(SchemaProvisioning.None)]
    public async Task A_missing_file_is_created_only_where_tables_may_be_created(SchemaProvisioning provisioning)
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _file.Open(provisioning).GetFeedEndAsync(CancellationToken.None));

        Assert.False(File.Exists(_file.Path));
    }

    [Fact]
    public async Task T41_A_file_that_loses_its_name_before_COMMIT_gets_no_change()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        using var source = new SqliteDataSource(_file.ConnectionString, TimeSpan.FromSeconds(1));
        var dialect = new SqliteDialect(source, new TableNames());
        using var connection = (SqliteConnection)await source.OpenConnectionAsync();
        using var transaction = await dialect.BeginWriteAsync(connection, CancellationToken.None);
        Change(connection);
        var moved = _file.MoveAway();

        var exception = await Assert.ThrowsAsync<SqliteException>(() => dialect.CommitTransactionAsync(transaction));

        Assert.True(dialect.ProvesRollback(exception));
        await transaction.RollbackAsync();
        Assert.Equal(0L, SqliteFile.Execute(moved, "SELECT position FROM api_access_feed"));
    }

    [Fact]
    public async Task T41_A_file_that_loses_its_name_during_COMMIT_leaves_the_outcome_unknown()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        using var source = new SqliteDataSource(_file.ConnectionString, TimeSpan.FromSeconds(1));
        var dialect = new SqliteDialect(source, new TableNames());
        using var connection = (SqliteConnection)await source.OpenConnectionAsync();
        using var transaction = await dialect.BeginWriteAsync(connection, CancellationToken.None);
        Change(connection);
        raw.sqlite3_commit_hook(
            connection.Handle,
            _ =>
            {
                _file.MoveAway();
                return 0;
            },
            null);

        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => dialect.CommitTransactionAsync(transaction));
    }

    internal override void Use(ApiAccessBuilder builder) => builder.UseSqlite(_file.ConnectionString);

    private protected override Task BackUpAsync() => Task.Run(_file.BackUp);

    private protected override Task RestoreAsync() => Task.Run(_file.Restore);

    private protected override Task ExecuteAsync(string sql) => Task.Run(() => _file.Execute(sql));

    private static void Change(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE api_access_feed SET position = position + 1";
        command.ExecuteNonQuery();
    }
}
