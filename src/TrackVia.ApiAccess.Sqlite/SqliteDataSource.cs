using System.Data.Common;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>Connections to one file, each with the settings that durability needs, whatever its last user left behind (T35).</summary>
internal sealed class SqliteDataSource : DbDataSource
{
    private readonly string _settings;
    private readonly string? _directoryToCreate;

    public SqliteDataSource(string connectionString, TimeSpan busyTimeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(busyTimeout, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(busyTimeout, TimeSpan.FromHours(1));
        var builder = new SqliteConnectionStringBuilder(connectionString)
        {
            // SQLite's own busy handler waits in small steps; the driver's waits beside it in steps of 150 ms. So the driver's gets its least.
            DefaultTimeout = 1,

            // Connections that share a cache could read what is not committed.
            Cache = SqliteCacheMode.Private,
        };
        if (builder.Mode == SqliteOpenMode.Memory || builder.DataSource is "" or ":memory:")
        {
            throw new ArgumentException(
                "The connection string names no file, so what is acknowledged would not be durable. Give 'Data Source=FILE'; for a store in memory, leave UseSqlite out.",
                nameof(connectionString));
        }

        ConnectionString = builder.ConnectionString;
        File = Path.GetFullPath(builder.DataSource);
        _directoryToCreate = builder.Mode == SqliteOpenMode.ReadWriteCreate ? Path.GetDirectoryName(File) : null;
        _settings = FormattableString.Invariant(
            $"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA synchronous;");
    }

    public override string ConnectionString { get; }

    /// <summary>Gets the file's full path.</summary>
    public string File { get; }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        if (_directoryToCreate is not null)
        {
            Directory.CreateDirectory(_directoryToCreate);
        }

        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            using var settings = connection.Command(_settings);
            using var reader = settings.ExecuteReader();
            do
            {
                // busy_timeout answers first with itself; what counts is the last answer.
            }
            while (reader.FieldCount > 0 && reader.GetName(0) != "synchronous" && reader.NextResult());

            if (!reader.Read() || reader.GetInt64(0) < 2)
            {
                throw new StoreUnavailableException(
                    $"SQLite does not accept 'synchronous = FULL' on '{File}', without which an acknowledged revocation could be lost. Use the SQLite that Microsoft.Data.Sqlite brings.");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<DbConnection>(OpenDbConnection());
    }
}
