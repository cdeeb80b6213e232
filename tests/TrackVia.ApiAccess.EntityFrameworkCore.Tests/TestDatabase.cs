using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests;

/// <summary>A database of its own for one test.</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    public abstract string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(Engine engine) => engine == Engine.Sqlite ? new SqliteFile() : await PostgreSqlDatabase.CreateNewAsync();

    /// <summary>Configures a context for this database.</summary>
    /// <param name="options">The options.</param>
    /// <param name="migrations">The assembly with the migrations, or <see langword="null"/> for that of the context, which has none.</param>
    public abstract void Use(DbContextOptionsBuilder options, Assembly? migrations = null);

    public DbContextOptions<TContext> Options<TContext>(Assembly? migrations = null)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Use(options, migrations);
        return options.Options;
    }

    /// <summary>Stores accounts here without Entity Framework Core: the store runs the shipped scripts.</summary>
    public abstract void UseWithoutContext(ApiAccessBuilder builder);

    public abstract DbConnection Connect();

    /// <summary>Returns everything that the catalog says about the tables, one fact a line.</summary>
    public abstract Task<IReadOnlyList<string>> ReadCatalogAsync();

    public abstract ValueTask DisposeAsync();

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads all rows, with the values of a row in one line.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    private sealed class SqliteFile : TestDatabase
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("apiaccess-ef-");

        public override string ConnectionString => $"Data Source={Path.Combine(_directory.FullName, "app.db")}";

        public override void Use(DbContextOptionsBuilder options, Assembly? migrations = null) =>
            options.UseSqlite(ConnectionString, sqlite => sqlite.MigrationsAssembly(migrations ?? typeof(HostContext).Assembly));

        public override void UseWithoutContext(ApiAccessBuilder builder) => builder.UseSqlite(ConnectionString);

        public override DbConnection Connect() => new SqliteConnection(ConnectionString + ";Pooling=False");

        public override async Task<IReadOnlyList<string>> ReadCatalogAsync()
        {
            // The text of each statement is all that SQLite has.
            const string Objects = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name NOT IN ('Users', '__EFMigrationsHistory', '__EFMigrationsLock') "
                + "ORDER BY type, name";
            return
            [
                .. await ReadAsync(Objects),
                .. await ReadAsync("SELECT * FROM api_access_schema ORDER BY version"),
                .. await ReadAsync("SELECT * FROM api_access_feed"),
            ];
        }

        public override ValueTask DisposeAsync()
        {
            SqliteConnection.ClearAllPools();
            _directory.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class PostgreSqlDatabase(string server, string name) : TestDatabase
    {
        public override string ConnectionString => new NpgsqlConnectionStringBuilder(server) { Database = name, IncludeErrorDetail = true }.ConnectionString;

        public static async Task<PostgreSqlDatabase> CreateNewAsync()
        {
            var server = Environment.GetEnvironmentVariable("APIACCESS_TEST_POSTGRES")
                ?? throw new InvalidOperationException(
                    "This test needs the connection string of a throwaway PostgreSQL server, and APIACCESS_TEST_POSTGRES is not set. Run bash eng/test.sh, which finds or "
                    + "installs it.");
            var database = new PostgreSqlDatabase(server, "ef" + Guid.NewGuid().ToString("N"));
            await database.OnServerAsync($"CREATE DATABASE {database.Name}");
            return database;
        }

        private string Name => name;

        public override void Use(DbContextOptionsBuilder options, Assembly? migrations = null) =>
            options.UseNpgsql(ConnectionString, npgsql => npgsql.MigrationsAssembly(migrations ?? typeof(HostContext).Assembly));

        public override void UseWithoutContext(ApiAccessBuilder builder) => builder.UsePostgreSql(ConnectionString);

        public override DbConnection Connect() => new NpgsqlConnection(ConnectionString + ";Pooling=False");

        public override async Task<IReadOnlyList<string>> ReadCatalogAsync() =>
        [
            .. await ReadAsync("""
                SELECT c.relkind, c.relname, c.reloptions::text, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, l.collname,
                    pg_get_expr(d.adbin, d.adrelid)
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                LEFT JOIN pg_collation l ON l.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
                WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '%Users' AND c.relname NOT LIKE '%EFMigrations%'
                ORDER BY c.relname, a.attnum
                """),
            .. await ReadAsync("""
                SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text LIKE 'api_access%' ORDER BY 1, 2
                """),
            .. await ReadAsync("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename LIKE 'api_access%' ORDER BY 1, 2"),
            .. await ReadAsync("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"),
            .. await ReadAsync("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"),
            .. await ReadAsync("SELECT * FROM api_access_schema ORDER BY version"),
            .. await ReadAsync("SELECT * FROM api_access_feed"),
        ];

        public override async ValueTask DisposeAsync()
        {
            await using var pool = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(pool);
            await OnServerAsync($"DROP DATABASE {name} WITH (FORCE)");
        }

        private async Task OnServerAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(server + ";Pooling=False");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}

public enum Engine
{
    Sqlite,
    PostgreSql,
}
