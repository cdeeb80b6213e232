using System.Data;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>A schema of its own for one test, and the stores that are opened on it.</summary>
/// <param name="server">The server's connection string.</param>
/// <param name="prefix">The prefix of the tables. If it is given, the stores also name the schema, instead of the connection string.</param>
internal sealed class TestDatabase(string server, string? prefix = null) : IAsyncDisposable
{
    private readonly string _schema = "t" + Guid.NewGuid().ToString("N");
    private readonly DirectoryInfo _backup = Directory.CreateTempSubdirectory("apiaccess-dump-");
    private readonly List<SqlApiAccessStore> _stores = [];

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server) { SearchPath = _schema, IncludeErrorDetail = true }.ConnectionString;

    /// <summary>Makes a schema on the throwaway server that eng/test.sh starts.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync(TestServer.Required("APIACCESS_TEST_POSTGRES"));

    public static async Task<TestDatabase> CreateAsync(string server, string? prefix = null)
    {
        var database = new TestDatabase(server, prefix);
        await database.ExecuteAsync($"CREATE SCHEMA {database._schema}");
        return database;
    }

    public string Schema => _schema;

    public SqlApiAccessStore Open(SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) => prefix is null
        ? Open(ConnectionString, provisioning)
        : Open(server, new TableNames(_schema, prefix), provisioning);

    public SqlApiAccessStore Open(TimeProvider timeProvider) => Open(ConnectionString, timeProvider: timeProvider);

    public SqlApiAccessStore Open(
        string connectionString, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing, TimeProvider? timeProvider = null) =>
        Open(connectionString, new TableNames(), provisioning, timeProvider);

    public SqlApiAccessStore Open(
        string connectionString, TableNames names, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing, TimeProvider? timeProvider = null)
    {
        var source = PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(connectionString));
        var store = PostgreSqlApiAccessBuilderExtensions.Create(
            source,
            ownsDataSource: true,
            new PostgreSqlStoreOptions { Provisioning = provisioning, Schema = names.Schema, TablePrefix = names.Prefix },
            timeProvider ?? TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql.Replace("SCHEMA_NAME", _schema, StringComparison.Ordinal), connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Begins a transaction of a host on a connection of its own.</summary>
    public Task<HostConnection> BeginAsync(IsolationLevel isolation = IsolationLevel.ReadCommitted, CancellationToken cancellationToken = default) =>
        BeginAsync(ConnectionString + ";Pooling=False", isolation, cancellationToken);

    public static async Task<HostConnection> BeginAsync(
        string connectionString, IsolationLevel isolation = IsolationLevel.ReadCommitted, CancellationToken cancellationToken = default)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return new HostConnection(connection, await connection.BeginTransactionAsync(isolation, cancellationToken));
    }

    /// <summary>Waits until a session of this schema's connections waits for a lock.</summary>
    public async Task WaitForBlockedAsync()
    {
        while (await ExecuteAsync(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%api_access%' AND pid IN "
            + "(SELECT pid FROM pg_locks WHERE relation = 'api_access_account'::regclass)") is 0L)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>Dumps the schema with the server's own tool.</summary>
    public Task BackUpAsync() => RunToolAsync("pg_dump", "--clean", "--if-exists", $"--schema={_schema}", $"--file={_backup.FullName}/dump.sql");

    /// <summary>Restores the dump into the same server, while clients are connected.</summary>
    public async Task RestoreAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunToolAsync("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", $"--file={_backup.FullName}/dump.sql");
                return;
            }
            catch (InvalidOperationException) when (attempt < 20)
            {
                // It drops one table after the other, and has met a reader of several in a deadlock.
            }
        }
    }

    public async Task RunToolAsync(string tool, params string[] args)
    {
        var connection = new NpgsqlConnectionStringBuilder(server);
        var start = new ProcessStartInfo(Path.Combine(TestServer.Required("APIACCESS_TEST_POSTGRES_BIN"), tool), args);
        start.Environment["PGHOST"] = connection.Host;
        start.Environment["PGPORT"] = connection.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = connection.Username;
        start.Environment["PGDATABASE"] = connection.Database;
        start.Environment["PGPASSWORD"] = connection.Password;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _backup.Delete(recursive: true);
    }
}
