using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>T41, T56: something other than SQLite writes to the file, or replaces it, while nodes have it open and the WAL is left.</summary>
public sealed class SqliteOverwrittenFileTests : IDisposable
{
    private readonly SqliteFile _file = new();

    private string Marker => _file.Path + "-overwritten";

    public void Dispose() => _file.Dispose();

    public enum Backup
    {
        ByBackup,
        ByVacuum,
        ByCopy,
    }

    [Theory]
    [InlineData(Backup.ByBackup, false)]
    [InlineData(Backup.ByBackup, true)]
    [InlineData(Backup.ByVacuum, false)]
    [InlineData(Backup.ByVacuum, true)]
    [InlineData(Backup.ByCopy, false)]
    [InlineData(Backup.ByCopy, true)]
    public async Task T41_A_backup_that_is_copied_over_the_open_file_is_noticed_and_the_file_is_not_used_any_longer(Backup kind, bool isCheckpointed)
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var (token, other) = (await here.CreateTokenAsync(), await here.CreateTokenAsync());
        Take(kind);
        Assert.True((await here.RevokeAsync(token)).IsComplete);
        Assert.False((await there.ValidateAsync(key, token)).IsValid);
        if (isCheckpointed)
        {
            _file.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

            // An idle node looks by itself, five times a second.
            await here.Store.GetFeedEndAsync(CancellationToken.None);
            await there.Store.GetFeedEndAsync(CancellationToken.None);
        }

        _file.Overwrite();

        foreach (var node in (Node[])[here, there])
        {
            var reading = await Assert.ThrowsAsync<StoreUnavailableException>(() => node.Store.GetFeedEndAsync(CancellationToken.None));
            var committing = await Assert.ThrowsAsync<StoreUnavailableException>(() => node.RevokeAsync(other));
            Assert.Equal(reading.Message, committing.Message);
            Assert.Contains(
                kind == Backup.ByCopy && !isCheckpointed ? "its content is still the same" : "was overwritten while it was open", reading.Message, StringComparison.Ordinal);
            await AssertLosesLeaseAsync(node, key, token);
        }
    }

    [Fact]
    public async Task T41_An_overwritten_file_costs_an_idle_node_its_lease()
    {
        await using var node = await Node.StartAsync(Use);
        var key = await node.OpenAccountAsync();
        var token = await node.CreateTokenAsync();
        _file.BackUp();
        Assert.True((await node.ValidateAsync(key, token)).IsValid);

        _file.Overwrite();

        await AssertLosesLeaseAsync(node, key, token);
    }

    [Fact]
    public async Task T56_A_process_that_writes_stops_when_its_file_is_overwritten_and_none_starts_while_the_old_WAL_is_there()
    {
        using (var process = _file.Start("write", "acme"))
        {
            await ReadLinesAsync(process, 20);
            _file.BackUp();
            await ReadLinesAsync(process, 20);
            _file.Overwrite();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.NotEqual(0, process.ExitCode);
        }

        var starting = await Assert.ThrowsAsync<StoreUnavailableException>(() => Node.StartAsync(Use));
        Assert.Contains("the WAL of its earlier content is still beside it", starting.Message, StringComparison.Ordinal);

        _file.DeleteLog();
        _file.Overwrite();
        await using var node = await Node.StartAsync(Use);
        Assert.False(File.Exists(Marker));
        await node.OpenAccountAsync("globex");
        Assert.Equal("ok", _file.Execute("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task T41_A_file_with_another_time_of_change_and_the_same_content_is_not_used_until_a_restart_and_loses_nothing()
    {
        await using (var node = await Node.StartAsync(Use))
        {
            await node.OpenAccountAsync();
            File.SetLastWriteTimeUtc(_file.Path, File.GetLastWriteTimeUtc(_file.Path) + TimeSpan.FromSeconds(1));

            var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => node.CreateTokenAsync());

            Assert.Contains("its content is still the same", exception.Message, StringComparison.Ordinal);
        }

        await using var again = await Node.StartAsync(Use);
        Assert.Equal(new FeedPosition(2), await again.Store.GetFeedEndAsync(CancellationToken.None));
    }

    [Fact]
    public async Task T41_A_file_that_is_replaced_while_its_WAL_is_left_is_used_only_once_the_WAL_was_removed()
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var token = await here.CreateTokenAsync();
        _file.BackUp();
        var lost = await here.CreateTokenAsync();
        Assert.True((await there.ValidateAsync(key, lost)).IsValid);
        Assert.True((await here.ValidateAsync(key, lost)).IsValid);

        _file.ReplaceWithoutItsLog();

        foreach (var node in (Node[])[here, there])
        {
            var committing = await Assert.ThrowsAsync<StoreUnavailableException>(() => node.RevokeAsync(token));
            Assert.Contains("its WAL remained beside the new file", committing.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Node.StartAsync(Use));
        _file.DeleteLog();
        Assert.True((await here.RevokeAsync(token)).IsComplete);
        Assert.False((await there.ValidateAsync(key, token)).IsValid);
        Assert.False((await there.ValidateAsync(key, lost)).IsValid);
        Assert.Equal("ok", _file.Execute("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task T41_A_file_that_is_overwritten_before_COMMIT_gets_no_change()
    {
        var (source, dialect) = await WatchAsync();
        using var _ = source;
        using var connection = (SqliteConnection)await source.OpenConnectionAsync();
        using var transaction = await dialect.BeginWriteAsync(connection, CancellationToken.None);
        Change(connection);
        _file.Overwrite();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => dialect.CommitTransactionAsync(transaction));

        Assert.IsNotType<CommitOutcomeUnknownException>(exception);
    }

    [Fact]
    public async Task T41_A_file_that_is_overwritten_during_COMMIT_leaves_the_outcome_unknown()
    {
        var (source, dialect) = await WatchAsync();
        using var _ = source;
        using var connection = (SqliteConnection)await source.OpenConnectionAsync();
        using var transaction = await dialect.BeginWriteAsync(connection, CancellationToken.None);
        Change(connection);
        SQLitePCL.raw.sqlite3_commit_hook(
            connection.Handle,
            _ =>
            {
                _file.Overwrite();
                return 0;
            },
            null);

        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => dialect.CommitTransactionAsync(transaction));
    }

    [Theory]
    [InlineData("PASSIVE")]
    [InlineData("FULL")]
    [InlineData("RESTART")]
    [InlineData("TRUNCATE")]
    public async Task T41_Checkpoints_of_several_processes_are_not_taken_for_an_overwritten_file(string mode)
    {
        await using var node = await Node.StartAsync(Use);
        await node.OpenAccountAsync();
        using var first = _file.Start("write", "globex");
        using var second = _file.Start("write", "initech");
        for (var round = 0; round < 100; round++)
        {
            Assert.NotNull(await first.StandardOutput.ReadLineAsync());
            Assert.NotNull(await second.StandardOutput.ReadLineAsync());
            if (round % 10 == 0)
            {
                _file.Execute($"PRAGMA busy_timeout = 5000; PRAGMA wal_checkpoint({mode})");
                await node.CreateTokenAsync();
            }
        }

        foreach (var process in (Process[])[first, second])
        {
            process.Kill();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
        }

        Assert.NotEqual(FeedPosition.Start, await node.Store.GetFeedEndAsync(CancellationToken.None));
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public async Task T41_A_checkpoint_in_the_middle_of_a_check_is_not_taken_for_an_overwritten_file()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        using var watch = new MainFileWatch(_file.Path, _file.ConnectionString + ";Pooling=False", busyTimeoutMilliseconds: 5_000);
        watch.Begin();
        var checkpoints = Task.Run(() =>
        {
            using var connection = new SqliteConnection(_file.ConnectionString + ";Pooling=False");
            connection.Open();
            using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            for (var round = 0; round < 3_000; round++)
            {
                Change(connection);
                checkpoint.ExecuteNonQuery();
            }
        });

        while (!checkpoints.IsCompleted)
        {
            watch.Look();
        }

        await checkpoints;
    }

    [Fact]
    public async Task T41_VACUUM_and_a_restore_by_SQLite_are_not_taken_for_an_overwritten_file()
    {
        await using var node = await Node.StartAsync(Use);
        await node.OpenAccountAsync();
        foreach (var change in (Action[])
            [() => _file.Execute("VACUUM"), _file.BackUp, _file.Restore, () => _file.Execute("PRAGMA wal_checkpoint(TRUNCATE)")])
        {
            change();
            await node.CreateTokenAsync();
        }

        Assert.False(File.Exists(Marker));
    }

    private static void Change(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE api_access_feed SET position = position + 1";
        command.ExecuteNonQuery();
    }

    /// <summary>Waits until a node neither accepts nor rejects a credential, as it must within the time that a lease lasts.</summary>
    private static async Task AssertLosesLeaseAsync(Node node, Credential key, IssuedAuthToken token)
    {
        var began = Stopwatch.GetTimestamp();
        while (!(await node.ValidateAsync(key, token)).IsUnavailable)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Node.MaxStaleness + TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private static async Task ReadLinesAsync(Process process, int count)
    {
        for (var line = 0; line < count; line++)
        {
            Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        }
    }

    private void Use(ApiAccessBuilder builder) => builder.UseSqlite(_file.ConnectionString);

    private void Take(Backup kind)
    {
        switch (kind)
        {
            case Backup.ByBackup:
                _file.BackUp();
                break;
            case Backup.ByVacuum:
                _file.VacuumIntoBackup();
                break;
            default:
                _file.CopyWhole();
                break;
        }
    }

    private async Task<(SqliteDataSource Source, SqliteDialect Dialect)> WatchAsync()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        _file.VacuumIntoBackup();
        var source = new SqliteDataSource(_file.ConnectionString, TimeSpan.FromSeconds(1));
        source.Watch();
        return (source, new SqliteDialect(source, new TableNames()));
    }
}
