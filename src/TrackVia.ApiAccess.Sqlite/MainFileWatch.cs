using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>Detects that something other than SQLite has written to the database file, or has replaced it (T41, T56).</summary>
/// <remarks>
/// In WAL mode only a checkpoint writes to the database file. Before its first write it records in the -shm file, for every process, how
/// many frames it will copy. If the file's modification time differs and no checkpoint has been recorded, the file was overwritten:
/// connections would mix cached pages and the WAL with the new content. This cannot be undone under running hosts, so the file stays
/// refused until the process ends. Safe for use by many threads.
/// </remarks>
internal sealed class MainFileWatch(string path, string connectionString, int busyTimeoutMilliseconds) : IDisposable
{
    private const int NoCheckpointOnClose = 1006;

    private const long NeverRead = -1;

    // The header, the schema and the root page of each table, including that of the feed's counter.
    private const int ComparedBytes = 256 * 1024;

    // Connections to overwritten files stay open until the process ends: while one is open, SQLite does not apply the WAL to the file.
    private static readonly List<SqliteConnection> Overwritten = [];

    private readonly OverwrittenMarker _marker = new(path);
    private readonly Lock _gate = new();
    private byte[]? _buffer;
    private SqliteConnection? _connection;
    private Content? _known;
    private long _knownTime;
    private volatile string? _verdict;
    private volatile bool _isWatching;
    private volatile bool _isInDoubt;

    /// <summary>Refuses a file that was overwritten while an earlier host had it open.</summary>
    /// <exception cref="StoreUnavailableException">The WAL of the file's earlier content is still beside it.</exception>
    public void RefuseLeftOver() => _marker.RefuseOrRemove();

    /// <summary>Starts to watch the file, whose journal becomes a WAL. Does nothing if the file is watched already.</summary>
    /// <exception cref="StoreUnavailableException">The file's journal cannot be a WAL.</exception>
    public void Begin()
    {
        lock (_gate)
        {
            if (_connection is null)
            {
                BeginOnce();
            }
        }
    }

    /// <summary>Checks the file's modification time, and the content if it differs.</summary>
    /// <exception cref="StoreUnavailableException">The file was overwritten, or was replaced while its WAL remained: its content cannot be
    /// relied on.</exception>
    public void Check()
    {
        ThrowIfOverwritten();
        if (_isWatching && (_isInDoubt || ModificationTime() != Volatile.Read(ref _knownTime)))
        {
            Look();
        }
    }

    /// <summary>Checks the content of the file, and records the state that later checks compare with.</summary>
    /// <exception cref="StoreUnavailableException">As with <see cref="Check"/>.</exception>
    public void Look()
    {
        lock (_gate)
        {
            ThrowIfOverwritten();
            if (_connection is not { } connection)
            {
                return;
            }

            _isInDoubt = false;
            var progress = OpenDatabaseFile.ReadCheckpointProgress(connection);
            var time = ModificationTime();
            if (OpenDatabaseFile.IsMoved(connection))
            {
                // The time may belong to another file.
                ContinueWithReplacement(connection);
            }
            else if (_marker.Exists)
            {
                Condemn(connection, OverwrittenMarker.Describe(path, "was overwritten while it was open, as another process has detected"));
            }
            else if (time != _knownTime)
            {
                Compare(connection, time);
            }
            else if (progress is { IsComplete: true } now)
            {
                // Nothing was written to the file until the progress was read: the WAL may have restarted from its beginning.
                _known = _known!.Value with { Progress = now };
            }
        }
    }

    /// <summary>Makes the next check read the content, because a connection has found the file moved.</summary>
    public void Doubt() => _isInDoubt = true;

    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                // Closing the last connection applies the WAL to the current content of the file.
                Look();
            }
            catch (Exception exception) when (exception is StoreUnavailableException or SqliteException or IOException or UnauthorizedAccessException)
            {
                // The store is no longer in use.
            }

            _isWatching = false;
            _connection?.Dispose();
            _connection = null;
        }
    }

    private void BeginOnce()
    {
        RefuseLeftOver();
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            sqlite3_busy_timeout(connection.Handle, busyTimeoutMilliseconds);
            if (Execute(connection, "PRAGMA journal_mode = WAL") is var journal and not "wal")
            {
                throw new StoreUnavailableException(
                    $"SQLite uses journal mode '{journal}' for '{path}' instead of WAL. Put the file on a local disk: a network file "
                    + "system does not provide the shared memory that WAL needs.");
            }

            // A read maps the -shm file. An interrupted checkpoint is completed, because until then there is nothing to compare with.
            Execute(connection, "PRAGMA schema_version");
            if (OpenDatabaseFile.ReadCheckpointProgress(connection) is { IsComplete: false } && sqlite3_db_readonly(connection.Handle, "main") == 0)
            {
                Execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        var time = ModificationTime();
        _known = null;
        Volatile.Write(ref _knownTime, NeverRead);
        if (ReadContent(connection) is { } content)
        {
            Record(content, time);
        }

        (_connection, _isWatching) = (connection, true);
    }

    /// <summary>Compares the content of the file with the recorded content, and with what checkpoints have written since.</summary>
    private void Compare(SqliteConnection connection, long time)
    {
        // The time was read before the progress: writes up to that time had been announced by then.
        if (ReadContent(connection) is not { } content)
        {
            return;
        }

        if (_known is { } known && content.Progress == known.Progress)
        {
            if (content.Hash == known.Hash)
            {
                Condemn(
                    connection,
                    $"Something other than SQLite wrote to '{path}' while it was open, or set its modification time; its content is still "
                    + "the same. The file is no longer read or written. Restart every host that uses it. If you meant to restore a "
                    + "backup, it was not restored: see docs/operations.md.");
            }

            var message = OverwrittenMarker.Describe(path, "was overwritten while it was open, by something other than SQLite");
            _marker.Write(message);
            Condemn(connection, message);
        }

        Record(content, time);
    }

    /// <summary>Records what later checks compare with, unless a checkpoint has written to the file between the two readings.</summary>
    /// <param name="content">The content.</param>
    /// <param name="time">The modification time, which was read before the content.</param>
    private void Record(Content content, long time)
    {
        if (ModificationTime() == time)
        {
            _known = content;
            Volatile.Write(ref _knownTime, time);
        }
    }

    private void ContinueWithReplacement(SqliteConnection connection)
    {
        if (!File.Exists(path))
        {
            return;
        }

        if (OpenDatabaseFile.ReadCheckpointProgress(connection) is { } progress && StaleLog.Exists(path, progress.Salts))
        {
            var message = OverwrittenMarker.Describe(path, "was replaced while it was open, and its WAL remained beside the new file");
            _marker.Write(message);
            throw new StoreUnavailableException(message);
        }

        BeginOnce();
        connection.Dispose();
    }

    [DoesNotReturn]
    private void Condemn(SqliteConnection connection, string verdict)
    {
        sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
        lock (Overwritten)
        {
            Overwritten.Add(connection);
        }

        (_connection, _isWatching, _verdict) = (null, false, verdict);
        throw new StoreUnavailableException(verdict);
    }

    /// <summary>Reads the beginning of the file, and the state of the WAL that it belongs to.</summary>
    /// <returns>
    /// <see langword="null"/> while a checkpoint writes to the file, or after an interrupted one until the next one ends.
    /// </returns>
    private Content? ReadContent(SqliteConnection connection) =>
        OpenDatabaseFile.ReadCheckpointProgress(connection) is { IsComplete: true } before
        && OpenDatabaseFile.TryReadStart(connection, _buffer ??= new byte[ComparedBytes])
        && OpenDatabaseFile.ReadCheckpointProgress(connection) == before
            ? new Content(before, Convert.ToHexString(SHA256.HashData(_buffer)))
            : null;

    private static object? Execute(SqliteConnection connection, string text)
    {
        using var command = connection.Command(text);
        return command.ExecuteScalar();
    }

    private long ModificationTime() => File.GetLastWriteTimeUtc(path).Ticks;

    private void ThrowIfOverwritten()
    {
        if (_verdict is { } verdict)
        {
            throw new StoreUnavailableException(verdict);
        }
    }

    private readonly record struct Content(CheckpointProgress Progress, string Hash);
}
