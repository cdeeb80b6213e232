using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteDurabilityTests(ITestOutputHelper output) : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task T35_a_pooled_connection_that_was_set_lower_is_corrected()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        using var source = new SqliteDataSource(_file.ConnectionString, TimeSpan.FromSeconds(5));
        using (var lowered = new SqliteConnection(source.ConnectionString))
        {
            lowered.Open();
            Execute(lowered, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
        }

        using var connection = await source.OpenConnectionAsync();
        Assert.Equal(0L, Execute((SqliteConnection)connection, "PRAGMA synchronous"));
        using var transaction = await new SqliteDialect(source, new TableNames()).BeginWriteAsync(connection, CancellationToken.None);

        Assert.Equal(2L, Execute((SqliteConnection)connection, "PRAGMA synchronous"));
        Assert.Equal(1L, Execute((SqliteConnection)connection, "PRAGMA foreign_keys"));
        Assert.Equal("wal", Execute((SqliteConnection)connection, "PRAGMA journal_mode"));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("Mode=ReadWrite")]
    public void A_store_that_would_forget_is_refused(string connectionString) =>
        Assert.Throws<ArgumentException>(() => new SqliteDataSource(connectionString, TimeSpan.FromSeconds(5)));

    [Fact]
    public async Task T34_killed_writers_lose_nothing_that_was_acknowledged()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("APIACCESS_TEST_KILLS") ?? "5", CultureInfo.InvariantCulture);
        var acknowledged = 0L;
        var store = _file.Open();
        await store.ProvisionAsync(CancellationToken.None);
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = _file.Start("write", "acme");
            for (var line = 0; line < 20 + kill; line++)
            {
                acknowledged = long.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            }

            process.Kill();
            while (await process.StandardOutput.ReadLineAsync() is { } late)
            {
                acknowledged = long.TryParse(late, CultureInfo.InvariantCulture, out var version) ? Math.Max(acknowledged, version) : acknowledged;
            }

            await process.WaitForExitAsync();
            var journal = new Journal(store, "acme");
            await journal.LoadAsync();
            Assert.InRange(journal.Account.Version, acknowledged, acknowledged + 1);
            Assert.Equal(journal.Account, await journal.ReplayAsync());
        }

        // One account, and each change raises its version by one.
        output.WriteLine($"{kills} kills, {acknowledged} acknowledged changes, 0 lost, 0 states without history.");
    }

    [Fact]
    public async Task T36_a_process_that_fills_its_disk_fails_clearly_and_leaves_no_part_of_a_change()
    {
        var store = _file.Open();
        await store.ProvisionAsync(CancellationToken.None);
        using var process = _file.StartWithSmallDisk(blocksOf512: 2_000, "write", "acme");
        var error = process.StandardError.ReadToEndAsync();
        var acknowledged = 0L;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
        }

        await process.WaitForExitAsync();
        Assert.Contains("Unhandled exception. TrackVia.ApiAccess.Storage.", await error, StringComparison.Ordinal);
        Assert.NotEqual(0, acknowledged);
        var journal = new Journal(store, "acme");
        await journal.LoadAsync();
        Assert.InRange(journal.Account.Version, acknowledged, acknowledged + 1);
        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task T36_a_full_disk_refuses_the_change_whole_and_says_so()
    {
        var store = _file.Open();
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await LimitPagesAsync("1");
        var protectedSecret = new string('x', 100_000);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => journal.TryAsync(new AuthTokenCreated
            {
                Origin = journal.Origin(),
                Token = Journal.Token() with { ProtectedSecret = protectedSecret },
            }));

        Assert.Contains("full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(journal.Account, await store.LoadAsync(journal.Account.Id, CancellationToken.None));
        Assert.Equal(new FeedPosition(1), await store.GetFeedEndAsync(CancellationToken.None));
        await LimitPagesAsync("1000000");
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
    }

    [Fact]
    public async Task T36_a_read_only_file_refuses_at_the_call_and_still_reads()
    {
        var journal = new Journal(_file.Open(), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        var readOnly = _file.Open(more: ";Mode=ReadOnly");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => new Journal(readOnly, "globex") is var other ? other.TryAsync(new ApiKeyCreated
            {
                Origin = other.Origin(),
                ApiKey = Journal.ApiKey(),
            }) : null!);

        Assert.Contains("cannot be written", exception.Message, StringComparison.Ordinal);
        Assert.Equal(journal.Account, await readOnly.LoadAsync(journal.Account.Id, CancellationToken.None));
    }

    [Fact]
    public async Task T36_a_file_that_is_not_a_database_is_refused_and_not_changed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        var text = string.Concat(Enumerable.Repeat("Not a database file. ", 500));
        await File.WriteAllTextAsync(_file.Path, text);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _file.Open().LoadAsync(AccountId.Parse("acme"), CancellationToken.None));

        Assert.Contains("is not a SQLite database", exception.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(_file.Path));
    }

    [Fact]
    public async Task T36_a_file_that_was_damaged_in_the_middle_is_reported_as_damaged()
    {
        var journal = new Journal(_file.Open(), "acme");
        for (var i = 0; i < 50; i++)
        {
            await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        }

        _file.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        SqliteConnection.ClearAllPools();
        var bytes = await File.ReadAllBytesAsync(_file.Path);
        const int PageSize = 4_096;
        bytes.AsSpan(PageSize).Fill(0xA5);
        await File.WriteAllBytesAsync(_file.Path, bytes);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _file.Open().LoadAsync(journal.Account.Id, CancellationToken.None));

        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T36_a_stored_row_that_breaks_a_rule_is_not_answered()
    {
        var store = _file.Open();
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        _file.Execute("UPDATE api_access_token SET expires_on = 'never'");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.LoadAsync(journal.Account.Id, CancellationToken.None));

        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T33_a_file_that_stays_locked_is_waited_for_and_then_unavailable()
    {
        await _file.Open().ProvisionAsync(CancellationToken.None);
        await using var store = SqliteApiAccessBuilderExtensions.Create(
            new SqliteStoreOptions { ConnectionString = _file.ConnectionString, BusyTimeout = TimeSpan.FromMilliseconds(20) }, TimeProvider.System);
        var journal = new Journal(store, "acme");
        var change = new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() };
        using (var holder = new SqliteConnection(_file.ConnectionString + ";Pooling=False"))
        {
            holder.Open();
            using var transaction = holder.BeginTransaction(deferred: false);
            var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(change));
            Assert.Contains("locked", exception.Message, StringComparison.Ordinal);
        }

        await journal.CommitAsync(change);
    }

    /// <summary>Sets the limit on the one pooled connection that the store uses.</summary>
    private async Task LimitPagesAsync(string pages)
    {
        using var source = new SqliteDataSource(_file.ConnectionString, TimeSpan.FromSeconds(5));
        using var connection = await source.OpenConnectionAsync();
        Execute((SqliteConnection)connection, $"PRAGMA max_page_count = {pages}");
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
