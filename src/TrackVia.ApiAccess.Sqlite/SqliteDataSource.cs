using System.Data.Common;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>Connections to one file, which wait for its other users; before one writes, <see cref="EnableFullSync"/> is to be called.</summary>
internal sealed class SqliteDataSource : DbDataSource
{
    // foreign_keys has no effect within a transaction, and synchronous may not be set in one.
    private const string WriterSettings = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA synchronous";

    private readonly int _busyTimeoutMilliseconds;
    private readonly string? _creating;
    private readonly MainFileWatch _watch;

    public SqliteDataSource(string connectionString, TimeSpan busyTimeout)
    {
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
                "The connection string does not name a file, so acknowledged changes would not be durable. Use 'Data Source=FILE'. For a store in memory, remove the call of UseSqlite.",
                nameof(connectionString));
        }

        File = Path.GetFullPath(builder.DataSource);
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            // Only provisioning creates a file: one that is deleted under a running host is not replaced by an empty one.
            _creating = new SqliteConnectionStringBuilder(builder.ConnectionString) { Pooling = false }.ConnectionString;
            builder.Mode = SqliteOpenMode.ReadWrite;
        }

        ConnectionString = builder.ConnectionString;
        _busyTimeoutMilliseconds = (int)busyTimeout.TotalMilliseconds;
        builder.Pooling = false;
        _watch = new MainFileWatch(File, builder.ConnectionString, _busyTimeoutMilliseconds);
    }

    public override string ConnectionString { get; }

    /// <summary>Gets the file's full path.</summary>
    public string File { get; }

    /// <summary>Creates the file, and its directory, if the connection string permits it and they are missing.</summary>
    /// <exception cref="StoreUnavailableException">The system does not permit it.</exception>
    public void CreateIfMissing()
    {
        if (_creating is null || System.IO.File.Exists(File))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The directory of '{File}' could not be created. Check that this process may use the files and folders that it names. The system said: {exception.Message}",
                exception);
        }

        using var connection = new SqliteConnection(_creating);
        connection.Open();
    }

    /// <summary>Refuses a file that was overwritten under an earlier host, before a connection could apply the WAL that was left.</summary>
    /// <exception cref="StoreUnavailableException">The WAL of the file's earlier content lies beside it.</exception>
    public void RefuseOverwritten() => _watch.RefuseLeftOver();

    /// <summary>Begins to watch the file for writes by anything but SQLite. Its journal becomes a WAL.</summary>
    /// <exception cref="StoreUnavailableException">The file's journal cannot be a WAL, or the file was overwritten.</exception>
    public void Watch() => _watch.Begin();

    /// <summary>Throws what SQLite itself reports for a file that was moved, so that the work is repeated on the file that has the name now.</summary>
    /// <exception cref="StoreUnavailableException">The file was overwritten, or replaced while its WAL was left.</exception>
    public void RefuseMovedOrOverwritten(SqliteConnection connection)
    {
        RefuseMoved(connection);
        _watch.Look();
    }

    /// <summary>Makes what a connection commits from now on durable, whatever its last user left behind (T35). It must not be in a transaction.</summary>
    /// <exception cref="StoreUnavailableException">SQLite does not accept it.</exception>
    public void EnableFullSync(SqliteConnection connection)
    {
        using var settings = connection.Command(WriterSettings);
        if (settings.ExecuteScalar() is not >= 2L)
        {
            throw new StoreUnavailableException(
                $"SQLite does not accept 'synchronous = FULL' on '{File}', without which an acknowledged revocation could be lost. Use the SQLite that Microsoft.Data.Sqlite brings.");
        }
    }

    protected override void Dispose(bool disposing)
    {
        _watch.Dispose();
        base.Dispose(disposing);
    }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        // Before the connection is opened: SQLite would apply a WAL that was left.
        _watch.Check();
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            RefuseMoved(connection);

            // Not by a PRAGMA: a reader needs no other setting, and would feel a statement more.
            sqlite3_busy_timeout(connection.Handle, _busyTimeoutMilliseconds);
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

    private void RefuseMoved(SqliteConnection connection)
    {
        if (OpenDatabaseFile.IsMoved(connection))
        {
            _watch.Doubt();
            SqliteConnection.ClearPool(connection);
            throw new SqliteException($"'{File}' was renamed, replaced or deleted while it was open", SQLITE_READONLY, SQLITE_READONLY_DBMOVED);
        }
    }
}
