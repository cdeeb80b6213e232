using Npgsql;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>A schema of its own for one test, and the stores that are opened on it.</summary>
internal sealed class TestDatabase(string server) : IAsyncDisposable
{
    private readonly string _schema = "t" + Guid.NewGuid().ToString("N");
    private readonly List<SqlApiAccessStore> _stores = [];

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server) { SearchPath = _schema, IncludeErrorDetail = true }.ConnectionString;

    /// <summary>Makes a schema on the throwaway server that eng/test.sh starts.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync(TestServer.Required("APIACCESS_TEST_POSTGRES"));

    public static async Task<TestDatabase> CreateAsync(string server)
    {
        var database = new TestDatabase(server);
        await database.ExecuteAsync($"CREATE SCHEMA {database._schema}");
        return database;
    }

    public SqlApiAccessStore Open(SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) => Open(ConnectionString, provisioning);

    public SqlApiAccessStore Open(TimeProvider timeProvider) => Open(ConnectionString, timeProvider: timeProvider);

    public SqlApiAccessStore Open(
        string connectionString, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing, TimeProvider? timeProvider = null)
    {
        var source = PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(connectionString));
        var store = PostgreSqlApiAccessBuilderExtensions.Create(
            source, ownsDataSource: true, new PostgreSqlStoreOptions { Provisioning = provisioning }, timeProvider ?? TimeProvider.System);
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

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }
}
