using System.Data;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>A database of its own for one test, and the stores that are opened on it.</summary>
/// <param name="server">The server's connection string.</param>
/// <param name="prefix">The prefix of the tables. If it is given, the stores also name the schema, instead of the connection string.</param>
internal sealed class TestDatabase(string server, string? prefix = null) : IAsyncDisposable
{
    private readonly DirectoryInfo _backup = Directory.CreateTempSubdirectory("apiaccess-dump-");
    private readonly List<SqlApiAccessStore> _stores = [];

    public string Name { get; } = "t" + Guid.NewGuid().ToString("N");

    public string ConnectionString => new MySqlConnectionStringBuilder(server) { Database = Name }.ConnectionString;

    /// <summary>Makes a database on the throwaway server that eng/test.sh starts.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync(MariaDbServer.Required("APIACCESS_TEST_MARIADB"));

    public static async Task<TestDatabase> CreateAsync(string server, string? prefix = null)
    {
        var database = new TestDatabase(server, prefix);
        await ExecuteAsync(server, $"CREATE DATABASE {database.Name}");
        return database;
    }

    public SqlApiAccessStore Open(SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) => prefix is null
        ? Open(ConnectionString, provisioning)
        : Open(server, new TableNames(Name, prefix), provisioning);

    public SqlApiAccessStore Open(TimeProvider timeProvider) => Open(ConnectionString, timeProvider: timeProvider);

    public SqlApiAccessStore Open(
        string connectionString, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing, TimeProvider? timeProvider = null) =>
        Open(connectionString, new TableNames(), provisioning, timeProvider);

    public SqlApiAccessStore Open(
        string connectionString, TableNames names, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing, TimeProvider? timeProvider = null)
    {
        var store = MySqlApiAccessBuilderExtensions.Create(
            new MySqlPool(MySqlDataSources.Complete(connectionString)),
            ownsDataSource: true,
            new MySqlStoreOptions { Provisioning = provisioning, Schema = names.Schema, TablePrefix = names.Prefix },
            timeProvider ?? TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    public Task<object?> ExecuteAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    /// <summary>Begins a transaction of a host on a connection of its own.</summary>
    public async Task<HostConnection> BeginAsync(IsolationLevel isolation = IsolationLevel.ReadCommitted, bool isReadOnly = false)
    {
        var connection = new MySqlConnection(ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        return new HostConnection(connection, await connection.BeginTransactionAsync(isolation, isReadOnly));
    }

    /// <summary>Waits until a session in this database waits for a lock.</summary>
    public async Task WaitForBlockedAsync()
    {
        while (await ExecuteAsync(
            "SELECT COUNT(*) FROM information_schema.INNODB_TRX JOIN information_schema.PROCESSLIST ON ID = trx_mysql_thread_id "
            + "WHERE trx_state = 'LOCK WAIT' AND DB = DATABASE()") is 0L)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Dumps the database with the server's own tool.</summary>
    public Task BackUpAsync() => RunToolAsync("mariadb-dump", "--single-transaction", $"--result-file={_backup.FullName}/dump.sql", Name);

    /// <summary>Restores the dump into the same database, under whatever is connected.</summary>
    public Task RestoreAsync() => RunScriptAsync($"{_backup.FullName}/dump.sql");

    /// <summary>Runs a file with the server's own client.</summary>
    public Task RunScriptAsync(string file) => RunToolAsync("mariadb", Name, $"--execute=SOURCE {file}");

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _backup.Delete(recursive: true);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new MySqlConnection(connectionString + ";Pooling=False;Allow User Variables=True");
        await connection.OpenAsync();

        // The tests that all SQL stores share quote as the standard says.
        await using var command = new MySqlCommand("SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private async Task RunToolAsync(string tool, params string[] args)
    {
        var connection = new MySqlConnectionStringBuilder(server);
        await MariaDbServer.RunProcessAsync(
            tool,
            ["--no-defaults", $"--host={connection.Server}", $"--port={connection.Port.ToString(CultureInfo.InvariantCulture)}", $"--user={connection.UserID}", .. args]);
    }
}
