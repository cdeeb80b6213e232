using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteJoinedTransactionTests(ITestOutputHelper output) : JoinedTransactionTests, IDisposable
{
    private readonly SqliteFile _file = new();
    private readonly SqliteFile _other = new();

    public void Dispose()
    {
        _file.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL")]
    [InlineData("PRAGMA synchronous = OFF", "PRAGMA synchronous = FULL")]
    [InlineData("PRAGMA foreign_keys = OFF", "Foreign Keys=True")]
    public async Task A_connection_whose_settings_would_lose_changes_is_refused(string setting, string remedy)
    {
        await using var here = await StartAsync();
        await using var host = await _file.BeginAsync(setting);

        await AssertRefusedAsync(here, host, remedy);
    }

    [Fact]
    public async Task A_transaction_in_another_file_is_refused_even_if_that_file_has_the_tables()
    {
        await using var here = await StartAsync();
        await _other.Open().ProvisionAsync(CancellationToken.None);
        await using var host = await _other.BeginAsync();

        await AssertRefusedAsync(here, host, "in another file");
    }

    [Fact]
    public async Task A_transaction_in_memory_is_refused()
    {
        await using var here = await StartAsync();
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        await using var host = new HostConnection(connection, connection.BeginTransaction());

        await AssertRefusedAsync(here, host, "in another file");
    }

    [Fact]
    public async Task The_same_file_by_another_path_is_joined()
    {
        await using var here = await StartAsync();
        var link = _file.Path + ".link";
        File.CreateSymbolicLink(link, _file.Path);
        await using var host = await SqliteFile.BeginAsync($"Data Source={link};Pooling=False", "");

        var created = await here.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin);
        await host.CommitAsync();
        await created.CompleteAsync();

        Assert.NotNull((await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).ApiKey);
    }

    [Fact]
    public async Task A_deferred_transaction_that_has_read_is_refused()
    {
        await using var here = await StartAsync();
        await using var host = Deferred();
        await host.ReadAsync("SELECT name FROM host_row");

        await AssertRefusedAsync(here, host, "deferred");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deferred_transaction_that_has_not_read_or_has_written_is_joined(bool hasWritten)
    {
        await using var here = await StartAsync();
        await using var host = Deferred();
        if (hasWritten)
        {
            await host.AddRowAsync("mine");
        }

        var created = await here.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin);
        await host.CommitAsync();
        await created.CompleteAsync();

        Assert.Equal(1, (await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Version);
    }

    [Fact]
    public async Task A_transaction_that_reads_uncommitted_changes_is_refused()
    {
        await using var here = await StartAsync();
        var connection = new SqliteConnection($"{_file.ConnectionString};Pooling=False;Cache=Shared");
        connection.Open();
        await using var host = new HostConnection(connection, connection.BeginTransaction(IsolationLevel.ReadUncommitted, deferred: true));

        await AssertRefusedAsync(here, host, "uncommitted");
    }

    [Fact]
    public async Task A_commit_of_the_library_that_waits_for_an_open_transaction_fails_in_time_and_changes_nothing()
    {
        await using var here = await StartAsync();
        await using var hurried = await Node.StartAsync(
            builder => builder.UseSqlite(_file.ConnectionString, options => options.BusyTimeout = TimeSpan.FromMilliseconds(20)));
        await using var host = await BeginAsync();
        await here.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => hurried.Manager.CreateApiKeyAsync(Node.AdminOf("globex")));
        Assert.Contains("has locked", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T34_After_hosts_were_killed_between_stage_commit_and_completion_their_table_and_the_tokens_agree()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("APIACCESS_TEST_KILLS") ?? "6", CultureInfo.InvariantCulture);
        await using var here = await StartAsync();
        await OpenAsync(here);
        await using var host = await ConnectAsync();
        await host.ExecuteAsync(JoinedLoop.CreateTable);
        await host.ExecuteAsync("INSERT INTO host_token VALUES (0, 0)");
        var before = (await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Version;
        var committed = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = _file.Start("join");
            var seen = await ReadUntilAsync(process.StandardOutput, $"{((string[])["staged", "committed", "completed"])[kill % 3]} {2 + (kill % 5)}");
            process.Kill();
            seen += await ReadUntilAsync(process.StandardOutput, null);
            await process.WaitForExitAsync();

            var changes = await JoinedLoop.CheckAsync(here, host, before);
            Assert.InRange(changes, committed + seen, committed + seen + 1);
            committed = changes;
        }

        output.WriteLine($"{kills} kills, {committed} transactions, 0 that were committed in one table only, 0 lost.");

        // Returns how many commits were reported.
        static async Task<int> ReadUntilAsync(StreamReader lines, string? last)
        {
            var commits = 0;
            while (await lines.ReadLineAsync() is { } line)
            {
                commits += line.StartsWith("committed", StringComparison.Ordinal) ? 1 : 0;
                if (line == last)
                {
                    break;
                }
            }

            return commits;
        }
    }

    internal override void Use(ApiAccessBuilder builder) => builder.UseSqlite(_file.ConnectionString);

    private protected override Task<HostConnection> BeginAsync() => _file.BeginAsync();

    private protected override Task<HostConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"{_file.ConnectionString};Pooling=False");
        connection.Open();
        return Task.FromResult(new HostConnection(connection));
    }

    private HostConnection Deferred()
    {
        var connection = new SqliteConnection($"{_file.ConnectionString};Pooling=False");
        connection.Open();
        return new HostConnection(connection, connection.BeginTransaction(deferred: true));
    }

    private static async Task AssertRefusedAsync(Node node, HostConnection host, string remedy)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => node.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin));
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        await host.CommitAsync();
        Assert.Equal(FeedPosition.Start, await node.Store.GetFeedEndAsync(default));
    }
}
