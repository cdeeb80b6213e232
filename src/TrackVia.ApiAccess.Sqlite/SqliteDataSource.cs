using System.Data.Common;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>
/// Opens connections to one file, which wait for other users of the file. Call <see cref="EnableFullSync"/> before a connection writes.
/// </summary>
internal sealed class SqliteDataSource : DbDataSource
{
    // foreign_keys has no effect in a transaction, and synchronous must not be set in one.
    private const string WriterSettings = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA synchronous";

    private readonly int _busyTimeoutMilliseconds;
    private readonly string? _creating;
    private readonly MainFileWatch _watch;

    public SqliteDataSource(string connectionString, TimeSpan busyTimeout)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString)
        {
            // SQLite's own busy handler waits in small steps; the driver adds waits in steps of 150 ms. So the driver's timeout is its
            // minimum.
            DefaultTimeout = 1,

            // Connections that share a cache could read uncommitted data.
            Cache = SqliteCacheMode.Private,
        };
        if (builder.Mode == SqliteOpenMode.Memory || builder.DataSource is "" or ":memory:")
        {
            throw new ArgumentException(
                "The connection string does not name a file, so acknowledged changes would not be durable. Use 'Data Source=FILE'. For a "
                + "store in memory, remove the call of UseSqlite.",
                nameof(connectionString));
        }

        File = Path.GetFullPath(builder.DataSource);
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            // Only provisioning creates a file: a file that is deleted under a running host is not replaced by an empty one.
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
    /// <exception cref="StoreUnavailableException">The operating system does not permit it.</exception>
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
                $"The directory of '{File}' could not be created. Check that this process may use the files and folders that it names. "
                + $"The operating system reported: {exception.Message}",
                exception);
        }

        using var connection = new SqliteConnection(_creating);
        connection.Open();
    }

    /// <summary>
    /// Refuses a file that was overwritten while an earlier host had it open, before a connection could apply the leftover WAL.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The WAL of the file's earlier content is still beside it.</exception>
    public void RefuseOverwritten() => _watch.RefuseLeftOver();

    /// <summary>Starts to watch the file for writes by anything except SQLite. Its journal becomes a WAL.</summary>
    /// <exception cref="StoreUnavailableException">The file's journal cannot be a WAL, or the file was overwritten.</exception>
    public void Watch() => _watch.Begin();

    /// <summary>
    /// Throws the error that SQLite itself reports for a moved file, so that the operation is repeated on the file that has the name now.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file was overwritten, or was replaced while its WAL remained.</exception>
    public void RefuseMovedOrOverwritten(SqliteConnection connection)
    {
        RefuseMoved(connection);
        _watch.Look();
    }

    /// <summary>
    /// Makes later commits of a connection durable, whatever settings its last user left (T35). The connection must not be in a
    /// transaction.
    /// </summary>
    /// <exception cref="StoreUnavailableException">SQLite does not accept it.</exception>
    public void EnableFullSync(SqliteConnection connection)
    {
        using var settings = connection.Command(WriterSettings);
        if (settings.ExecuteScalar() is not >= 2L)
        {
            throw new StoreUnavailableException(
                $"SQLite does not accept 'synchronous = FULL' on '{File}', without which an acknowledged revocation could be lost. "
                + "Use the SQLite library of Microsoft.Data.Sqlite.");
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
        // Before the connection is opened: SQLite would apply a leftover WAL.
        _watch.Check();
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            RefuseMoved(connection);

            // Not by a PRAGMA: a reader needs no other setting, and one more statement would cost it time.
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
