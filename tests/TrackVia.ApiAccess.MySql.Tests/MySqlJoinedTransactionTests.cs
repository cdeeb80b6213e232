using System.Data;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

public sealed class MySqlJoinedTransactionTests : JoinedTransactionTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Theory]
    [InlineData(IsolationLevel.Unspecified)]
    [InlineData(IsolationLevel.ReadUncommitted)]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task Another_isolation_level_than_read_committed_is_refused(IsolationLevel isolation)
    {
        await using var here = await StartAsync();
        await using var host = await _database.BeginAsync(isolation);

        await AssertRefusedAsync(here, host, "IsolationLevel.ReadCommitted");
    }

    [Fact]
    public async Task A_read_only_transaction_is_refused()
    {
        await using var here = await StartAsync();
        await using var host = await _database.BeginAsync(isReadOnly: true);

        await AssertRefusedAsync(here, host, "read-only");
    }

    [Fact]
    public async Task A_transaction_in_another_database_is_refused()
    {
        await using var here = await StartAsync();
        await using var other = await TestDatabase.CreateAsync();
        await other.Open().ProvisionAsync(CancellationToken.None);
        await using var host = await other.BeginAsync();

        await AssertRefusedAsync(here, host, "in another database");
    }

    [Theory]
    [InlineData("SET SESSION sql_mode = ''", "not strict")]
    [InlineData("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'", "NO_BACKSLASH_ESCAPES")]
    [InlineData("SET SESSION foreign_key_checks = 0", "foreign_key_checks")]
    [InlineData("SET SESSION unique_checks = 0", "unique_checks")]
    public async Task A_session_that_could_store_a_change_incorrectly_is_refused(string statement, string remedy)
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        await host.ExecuteAsync(statement);

        await AssertRefusedAsync(here, host, remedy);
    }

    [Fact]
    public async Task A_transaction_that_a_statement_has_ended_is_refused()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        await host.ExecuteAsync("CREATE TABLE other_row (name text)");

        await AssertRefusedAsync(here, host, "commits implicitly");
    }

    [Fact]
    public async Task A_transaction_that_a_statement_ends_between_two_commands_takes_no_further_change()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        var joined = here.Manager.In(host.Transaction);
        await joined.CreateApiKeyAsync(Node.SuperAdmin);
        await host.ExecuteAsync("CREATE TABLE other_row (name text)");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => joined.CreateApiKeyAsync(Node.AdminOf("globex")));
        Assert.Contains("commits implicitly", failure.Message, StringComparison.Ordinal);
        Assert.Equal(new FeedPosition(1), await here.Store.GetFeedEndAsync(default));
    }

    [Fact]
    public async Task A_joined_transaction_that_waits_too_long_is_a_conflict_and_the_wait_is_bounded()
    {
        await using var here = await StartAsync();
        var (_, token) = await OpenAsync(here);
        await using var first = await BeginAsync();
        await here.Manager.In(first.Transaction).DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id);
        Assert.Equal(["15"], await first.ReadAsync("SELECT CAST(@@SESSION.innodb_lock_wait_timeout AS CHAR)"));

        await using var second = await BeginAsync();
        await second.ExecuteAsync("SET SESSION innodb_lock_wait_timeout = 1");
        var conflict = await Assert.ThrowsAsync<TransactionConflictException>(
            () => here.Manager.In(second.Transaction).DeactivateTokenAsync(Node.SuperAdmin, token.Token.Id));
        Assert.Contains("innodb_lock_wait_timeout", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadlock_is_a_conflict_and_nothing_of_the_command_remains()
    {
        await using var here = await StartAsync();
        await OpenAsync(here);
        await using var first = await BeginAsync();
        await first.AddRowAsync("first");
        await here.Manager.In(first.Transaction).CreateTokenAsync(Node.SuperAdmin, NewToken());
        await using var second = await BeginAsync();
        await second.ExecuteAsync("INSERT INTO host_row (name) VALUES ('a'), ('b'), ('c'), ('d')");
        await second.ExecuteAsync("UPDATE api_access_schema SET version = version");

        // The first one holds the account, and waits for the row that the second one holds; the second one waits for the account.
        var waiting = first.ExecuteAsync("UPDATE api_access_schema SET version = version");
        await _database.WaitForBlockedAsync();
        var outcomes = await Task.WhenAll(
            OutcomeAsync(waiting), OutcomeAsync(here.Manager.In(second.Transaction).CreateTokenAsync(Node.SuperAdmin, NewToken())));

        Assert.Contains(
            outcomes, failure => failure is TransactionConflictException or MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock });
        Assert.DoesNotContain(outcomes, failure => failure is not (null or TransactionConflictException or MySqlException));
        await first.DisposeAsync();
        await second.DisposeAsync();
        Assert.Equal(1, (await here.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).TokenCount);
    }

    [Fact]
    public async Task A_repetition_waits_for_the_first_change_of_an_account_and_recognizes_it()
    {
        await using var here = await StartAsync();
        var changes = new StagedChanges();
        await using var first = await BeginAsync();
        var created = await here.Manager.In(first.Transaction, changes).CreateApiKeyAsync(Node.SuperAdmin);
        await using var second = await BeginAsync();
        var repeated = here.Manager.In(second.Transaction, changes).CreateApiKeyAsync(Node.SuperAdmin);
        await _database.WaitForBlockedAsync();
        await first.CommitAsync();

        Assert.Same(created, await repeated);
        await second.CommitAsync();
        await changes.CompleteAsync();
    }

    [Fact]
    public async Task T35_What_is_visible_is_complete_only_once_a_later_write_is_on_disk()
    {
        await using var here = await StartAsync();
        await using var host = await BeginAsync();
        var staged = await here.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin);
        await host.CommitAsync();
        var before = (long)(await _database.ExecuteAsync("SELECT touches FROM api_access_feed"))!;
        await staged.CompleteAsync();

        Assert.True((long)(await _database.ExecuteAsync("SELECT touches FROM api_access_feed"))! > before);
    }

    internal override void Use(ApiAccessBuilder builder) => builder.UseMySql(_database.ConnectionString);

    private protected override Task<HostConnection> BeginAsync() => _database.BeginAsync();

    private protected override async Task<HostConnection> ConnectAsync()
    {
        var connection = new MySqlConnection(_database.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        return new HostConnection(connection);
    }

    private static async Task<Exception?> OutcomeAsync(Task task) => await Record.ExceptionAsync(() => task);

    private static async Task AssertRefusedAsync(Node node, HostConnection host, string remedy)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => node.Manager.In(host.Transaction).CreateApiKeyAsync(Node.SuperAdmin));
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        await host.DisposeAsync();
        Assert.Equal(FeedPosition.Start, await node.Store.GetFeedEndAsync(default));
    }
}
