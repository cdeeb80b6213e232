using System.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

public sealed class PostgreSqlJoinedTransactionTests : JoinedTransactionTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task A_transaction_with_a_snapshot_is_refused(IsolationLevel isolation)
    {
        await using var here = await StartAsync();
        await using var host = await _database.BeginAsync(isolation);

        await AssertRefusedAsync(here, host, "IsolationLevel.ReadCommitted");
    }

    [Fact]
    public async Task A_transaction_that_became_serializable_by_a_statement_is_refused()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        await host.ExecuteAsync("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");

        await AssertRefusedAsync(here, host, "IsolationLevel.ReadCommitted");
    }

    [Fact]
    public async Task A_read_only_transaction_is_refused()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        await host.ExecuteAsync("SET TRANSACTION READ ONLY");

        await AssertRefusedAsync(here, host, "read-only");
    }

    [Fact]
    public async Task A_transaction_whose_search_path_finds_other_tables_is_refused()
    {
        await using var here = await StartAsync();
        await using var other = await TestDatabase.CreateAsync();
        await other.Open().ProvisionAsync(CancellationToken.None);
        await using var host = await other.BeginAsync(IsolationLevel.ReadCommitted);

        await AssertRefusedAsync(here, host, "in another database");
    }

    [Fact]
    public async Task A_transaction_that_has_failed_is_refused()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        await Assert.ThrowsAsync<PostgresException>(() => host.ExecuteAsync("SELECT 1 / 0"));

        await AssertRefusedAsync(here, host, "earlier statement");
    }

    [Fact]
    public async Task T35_The_commit_of_the_host_is_durable_and_its_idle_time_is_bounded_whatever_the_session_was_set_to()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        await host.ExecuteAsync("SET synchronous_commit = off; SET LOCAL lock_timeout = 300");
        await here.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin);

        Assert.Equal(["on"], await host.ReadAsync("SHOW synchronous_commit"));
        Assert.Equal(["300ms"], await host.ReadAsync("SHOW lock_timeout"));
        Assert.Equal(["10s"], await host.ReadAsync("SHOW idle_in_transaction_session_timeout"));
    }

    [Fact]
    public async Task A_host_that_never_commits_is_ended_by_the_server_and_others_go_on()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        await host.ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = 200");
        var staged = await here.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin);

        Assert.True((await here.Manager.CreateApiKeyAsync(Node.AdminOf("globex"))).IsSuccess);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => host.CommitAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => staged.CompleteAsync());
        Assert.Equal(0, (await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Version);
    }

    [Fact]
    public async Task A_commit_of_the_library_that_waits_for_an_open_transaction_fails_in_time_and_names_the_cause()
    {
        await using var here = await StartAsync();
        await using var hurried = await Node.StartAsync(builder => builder.UsePostgreSql(_database.ConnectionString + ";Options=-c lock_timeout=200"));
        await using var host = await BeginAsync();
        await here.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => hurried.Manager.CreateApiKeyAsync(Node.AdminOf("globex")));
        Assert.Contains("a host that has staged a change", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_joined_transaction_that_waits_too_long_is_a_conflict_after_which_nothing_more_is_staged()
    {
        await using var here = await StartAsync();
        var (_, token) = await OpenAsync(here);
        await using var first = await BeginAsync();
        await here.Manager.In(first.Transaction).DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id);
        await using var second = await BeginAsync();
        await second.ExecuteAsync("SET LOCAL lock_timeout = 200");
        var joined = here.Manager.In(second.Transaction);

        var conflict = await Assert.ThrowsAsync<TransactionConflictException>(() => joined.DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id));
        var later = await Assert.ThrowsAsync<InvalidOperationException>(() => joined.CreateApiKeyAsync(Node.SuperAdmin));

        Assert.Contains("repeat it from its beginning", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("earlier command", later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_transactions_that_create_the_same_account_the_second_waits_and_decides_by_the_first()
    {
        await using var here = await StartAsync();
        await using var first = await BeginAsync();
        await here.Manager.In(first.Transaction).CreateApiKeyAsync(Node.SuperAdmin);
        await using var second = await BeginAsync();
        await second.AddRowAsync("second");
        var rival = here.Manager.In(second.Transaction).SetUserAccessAsync(
            Node.SuperAdmin, UserId.Parse("olivia@acme.example"), new UserAccessChange { IsApiUser = true });
        await _database.WaitForBlockedAsync();
        await first.CommitAsync();
        await rival;
        await second.CommitAsync();

        var account = await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default);
        Assert.Equal((2, 1), (account.Version, account.Users.Count()));
        Assert.Equal(new FeedPosition(2), await here.Store.GetFeedEndAsync(default));
        Assert.Equal(["second"], await RowsAsync());
    }

    [Fact]
    public async Task A_repetition_recognizes_the_first_change_of_an_account_also_after_it_has_waited_in_vain()
    {
        await using var here = await StartAsync();
        var changes = new StagedChanges();
        await using var first = await BeginAsync();
        var created = await here.Manager.In(first.Transaction, changes).CreateApiKeyAsync(Node.SuperAdmin);

        await using (var hurried = await BeginAsync())
        {
            await hurried.ExecuteAsync("SET LOCAL lock_timeout = 200");
            await Assert.ThrowsAsync<TransactionConflictException>(
                () => here.Manager.In(hurried.Transaction, changes).CreateApiKeyAsync(Node.SuperAdmin));
        }

        await using var second = await BeginAsync();
        var repeated = here.Manager.In(second.Transaction, changes).CreateApiKeyAsync(Node.SuperAdmin);
        await _database.WaitForBlockedAsync();
        await first.CommitAsync();

        Assert.Same(created, await repeated);
        await second.CommitAsync();
        await changes.CompleteAsync();
    }

    [Fact]
    public async Task What_is_committed_is_reported_only_once_a_later_write_has_proved_it()
    {
        await using var here = await StartAsync();
        await using var reader = await Node.StartAsync(
            builder => builder.UsePostgreSql(_database.ConnectionString + ";Options=-c default_transaction_read_only=on"));
        var changes = new StagedChanges();
        await using var host = await BeginAsync();
        await reader.Manager.In(host.Transaction, changes).CreateApiKeyAsync(Node.SuperAdmin);
        Assert.False(await changes.AreCommittedAsync());
        await host.CommitAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => changes.AreCommittedAsync());
    }

    [Fact]
    public async Task T43_A_callback_ends_before_the_server_ends_the_idle_transaction()
    {
        await using var here = await Node.StartAsync(builder =>
        {
            Use(builder);
            builder.UseUserDirectory<SlowDirectory>().Services.Configure<ApiAccessOptions>(options => options.HostCallbackTimeout = TimeSpan.FromSeconds(30));
        });
        await using var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);

        var failure = await Assert.ThrowsAsync<HostCallbackException>(() => joined.SetUserAccessAsync(
            Node.SuperAdmin, UserId.Parse("olivia@acme.example"), new UserAccessChange { IsApiUser = true }));
        Assert.Contains("within 8 s", failure.Message, StringComparison.Ordinal);

        // The transaction goes on.
        await joined.CreateApiKeyAsync(Node.SuperAdmin);
        await host.CommitAsync();
        await joined.Changes.CompleteAsync();
    }

    [Fact]
    public async Task A_repetition_waits_for_the_first_attempt_that_is_still_committing_and_recognizes_it()
    {
        await using var here = await StartAsync();
        await OpenAsync(here);
        var changes = new StagedChanges();
        await using var first = await BeginAsync();
        var created = await here.Manager.In(first.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());

        // The client has lost the connection, and the server has not ended the transaction yet.
        await using var second = await BeginAsync();
        var repeated = here.Manager.In(second.Transaction, changes).CreateTokenAsync(Node.SuperAdmin, NewToken());
        await _database.WaitForBlockedAsync();
        await first.CommitAsync();

        Assert.Same(created, await repeated);
        await second.CommitAsync();
        await changes.CompleteAsync();
        Assert.Equal(2, (await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).TokenCount);
    }

    internal override void Use(ApiAccessBuilder builder) => builder.UsePostgreSql(_database.ConnectionString);

    private protected override Task<HostConnection> BeginAsync() => _database.BeginAsync(IsolationLevel.ReadCommitted);

    private protected override async Task<HostConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        return new HostConnection(connection);
    }

    private static async Task AssertRefusedAsync(Node node, HostConnection host, string remedy)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => node.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin));
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        await host.DisposeAsync();
        Assert.Equal(FeedPosition.Start, await node.Store.GetFeedEndAsync(default));
    }

    private sealed class SlowDirectory : IUserDirectory
    {
        public async ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, cancellationToken);
            return null;
        }

        public ValueTask<IReadOnlyList<DirectoryUser>> FindManyAsync(AccountId accountId, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
