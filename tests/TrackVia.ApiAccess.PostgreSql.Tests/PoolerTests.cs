using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>T47: PgBouncer in transaction mode, with the connection string that one would write without it.</summary>
public sealed class PoolerTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _log = [];
    private readonly List<SqlApiAccessStore> _stores = [];
    private TestPooler _pooler = null!;

    public async Task InitializeAsync() => _pooler = await TestPooler.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await _pooler.DisposeAsync();
    }

    [Fact]
    public async Task T47_Everything_works_through_a_pooler_in_transaction_mode()
    {
        var store = Open(_pooler.ConnectionString);

        await WorkAsync(store);

        Assert.Contains("through a pooler", Assert.Single(_log), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(";Max Auto Prepare=32")]
    [InlineData(";Max Auto Prepare=0;No Reset On Close=true")]
    public async Task T47_A_setting_of_the_hosts_own_works_too(string setting) => await WorkAsync(Open(_pooler.ConnectionString + setting));

    [Fact]
    public async Task T47_A_data_source_of_the_hosts_own_that_prepares_statements_works_too()
    {
        await using var source = NpgsqlDataSource.Create(_pooler.ConnectionString + ";Max Auto Prepare=32");

        await WorkAsync(Open(source));
    }

    [Fact]
    public async Task T47_Commits_of_other_nodes_are_noticed_by_polling()
    {
        var store = Open(_pooler.ConnectionString);
        var journal = new Journal(Open(_pooler.Direct), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), patience.Token);

        var waiting = store.WaitForFeedAsync(new FeedPosition(1), TimeSpan.FromMinutes(5), patience.Token);
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });

        await waiting;
    }

    [Fact]
    public async Task T47_Without_a_pooler_nothing_is_logged_and_statements_are_prepared()
    {
        // One session, so that what is prepared in it can be counted.
        var source = PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(_pooler.Direct + ";Maximum Pool Size=1"));
        var store = Open(source);
        for (var i = 0; i < 10; i++)
        {
            await store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None);
        }

        Assert.Empty(_log);
        await using var connection = await source.OpenConnectionAsync();
        Assert.InRange(await connection.ReadNumberAsync("SELECT COUNT(*) FROM pg_prepared_statements", CancellationToken.None), 1, 64);
    }

    [Fact]
    public async Task T47_A_session_that_has_lost_what_was_prepared_in_it_is_replaced()
    {
        await using var source = NpgsqlDataSource.Create(_pooler.Direct + ";Max Auto Prepare=32;Maximum Pool Size=1;No Reset On Close=true");
        var store = Open(source);
        await LoadOftenAsync(store);
        await using (var host = await source.OpenConnectionAsync())
        {
            await host.ExecuteAsync("DEALLOCATE ALL", CancellationToken.None);
        }

        await LoadOftenAsync(store);
    }

    [Fact]
    public async Task T47_A_migration_under_a_running_host_makes_no_statement_fail()
    {
        var store = Open(_pooler.Direct);
        for (var i = 0; i < 10; i++)
        {
            await store.Nodes.ListNodesAsync(CancellationToken.None);
        }

        // Then "cached plan must not change result type".
        await TestPooler.ExecuteAsync(_pooler.Direct, "ALTER TABLE api_access_node ALTER COLUMN node_id TYPE varchar(500)");

        Assert.Empty(await store.Nodes.ListNodesAsync(CancellationToken.None));
    }

    private static async Task LoadOftenAsync(SqlApiAccessStore store)
    {
        for (var i = 0; i < 10; i++)
        {
            await store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None);
        }
    }

    private static async Task WorkAsync(SqlApiAccessStore store)
    {
        await store.ProvisionAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            var journal = new Journal(store, string.Create(CultureInfo.InvariantCulture, $"account-{number}"));
            await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
            for (var i = 0; i < 12; i++)
            {
                var token = Journal.Token();
                await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = token });
                Assert.Equal(journal.Account, await store.LoadAsync(journal.Account.Id, CancellationToken.None));
                await store.Usage.RecordUsageAsync([new TokenUsage
                {
                    AccountId = journal.Account.Id,
                    TokenId = token.Id,
                    At = token.CreatedAt,
                }], CancellationToken.None);
                await store.GetFeedEndAsync(CancellationToken.None);
            }

            Assert.Equal(journal.Account, await journal.ReplayAsync());
        })));
        Assert.Equal(new FeedPosition(8 * 13), await store.GetFeedEndAsync(CancellationToken.None));
    }

    private SqlApiAccessStore Open(string connectionString) => Open(PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(connectionString)));

    private SqlApiAccessStore Open(DbDataSource source)
    {
        var store = PostgreSqlApiAccessBuilderExtensions.Create(
            source, ownsDataSource: source is not NpgsqlDataSource, new PostgreSqlStoreOptions(), TimeProvider.System, new QueueLogger(_log));
        _stores.Add(store);
        return store;
    }

    private sealed class QueueLogger(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));
    }
}
