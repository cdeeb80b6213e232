using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>Servers and sessions that cannot keep what the store promises are refused, with the setting that helps.</summary>
public sealed class MySqlServerTests
{
    [Theory]
    [InlineData("wsrep_on = ON", "Galera")]
    [InlineData("innodb_flush_log_at_trx_commit = 2", "innodb_flush_log_at_trx_commit is 2")]
    [InlineData("log_bin = binary", "sync_binlog is 0")]
    [InlineData("log_bin = binary\nsync_binlog = 1\nbinlog_format = STATEMENT", "binlog_format is STATEMENT")]
    public async Task A_server_that_could_lose_what_is_acknowledged_is_refused_at_start(string settings, string expected)
    {
        await using var server = await MariaDbServer.StartNewAsync(settings);
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.Open().ProvisionAsync(CancellationToken.None));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_synchronized_binary_log_is_used()
    {
        await using var server = await MariaDbServer.StartNewAsync("log_bin = binary\nsync_binlog = 1");
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);
        var journal = new Journal(database.Open(), "acme");

        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task A_read_only_server_is_not_used_until_it_is_writable_also_for_connections_from_before()
    {
        await using var server = await MariaDbServer.StartNewAsync();
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);
        await database.ExecuteAsync($"CREATE USER app IDENTIFIED BY 'app'; GRANT ALL ON {database.Name}.* TO app");
        var app = new MySqlConnectionStringBuilder(database.ConnectionString) { UserID = "app", Password = "app" }.ConnectionString;
        var journal = new Journal(database.Open(app), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await database.ExecuteAsync("SET GLOBAL read_only = ON");

        var change = new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() };
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(change));
        await database.ExecuteAsync("SET GLOBAL read_only = OFF");

        Assert.True(exception.Message.Contains("read-only or a replica", StringComparison.Ordinal), exception.Message);
        await journal.CommitAsync(change);
    }

    [Fact]
    public async Task A_replica_is_refused_although_it_could_be_written()
    {
        await using var primary = await MariaDbServer.StartNewAsync("log_bin = binary\nsync_binlog = 1\nserver_id = 1");
        await using var replica = await MariaDbServer.StartNewAsync("server_id = 2");
        await using var database = await TestDatabase.CreateAsync(replica.ConnectionString);
        await database.ExecuteAsync(
            $"CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {primary.Port}, MASTER_USER = 'root', MASTER_USE_GTID = slave_pos; START SLAVE");
        while (Convert.ToInt64(await database.ExecuteAsync(
            "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'SLAVES_RUNNING'"), null) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.Open().ProvisionAsync(CancellationToken.None));

        Assert.Contains("read-only or a replica", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sql_mode = NO_ENGINE_SUBSTITUTION")]
    [InlineData("sql_mode = STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES")]
    [InlineData("autocommit = 0")]
    public async Task Settings_that_distort_values_do_not_matter_on_the_hosts_data_source_or_on_the_stores_own(string settings)
    {
        await using var server = await MariaDbServer.StartNewAsync(settings);
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);
        await using var source = new MySqlDataSource(database.ConnectionString);
        await using var onHosts = MySqlApiAccessBuilderExtensions.Create(source, ownsDataSource: false, new MySqlStoreOptions(), TimeProvider.System);

        foreach (var (store, account) in new[] { (onHosts, "acme"), (database.Open(), "globex") })
        {
            var journal = new Journal(store, account);
            await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token(@"\' OR 1=1 -- \") });
            Assert.Equal(journal.Account, await journal.ReplayAsync());
            await journal.LoadAsync();
            Assert.Equal(@"\' OR 1=1 -- \", journal.Account.Tokens.Single().Name.Value);
        }
    }

    [Fact]
    public async Task A_data_source_that_counts_only_changed_rows_is_refused_and_a_connection_string_is_corrected()
    {
        await using var database = await TestDatabase.CreateAsync();
        var connectionString = database.ConnectionString + ";Use Affected Rows=True";
        await using var source = new MySqlDataSource(connectionString);
        await using var store = MySqlApiAccessBuilderExtensions.Create(source, ownsDataSource: false, new MySqlStoreOptions(), TimeProvider.System);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ProvisionAsync(CancellationToken.None));

        Assert.Contains("Use Affected Rows", exception.Message, StringComparison.Ordinal);
        await database.Open(connectionString).ProvisionAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Tables_of_another_engine_are_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.Open().ProvisionAsync(CancellationToken.None);
        await database.ExecuteAsync("ALTER TABLE api_access_schema ENGINE = MyISAM");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.Open().ProvisionAsync(CancellationToken.None));

        Assert.Contains("InnoDB", exception.Message, StringComparison.Ordinal);
    }
}
