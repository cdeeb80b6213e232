using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>Notices that something other than SQLite has written to the database file, or has put another file in its place (T41, T56).</summary>
/// <remarks>
/// In WAL mode only a checkpoint writes to the database file, and before its first write it records in the -shm file, for every process, how
/// far it will go. A file whose time of change differs, while no checkpoint has been recorded, was overwritten: connections would mix cached
/// pages and the WAL with what is there now. That cannot be undone under running hosts, so it lasts until the process ends.
/// Safe for use by many threads.
/// </remarks>
internal sealed class MainFileWatch(string path, string connectionString, int busyTimeoutMilliseconds) : IDisposable
{
    private const int NoCheckpointOnClose = 1006;

    private const long NeverLooked = -1;

    // The header, the schema and the root of each table, so that of the feed's counter too.
    private const int ComparedBytes = 256 * 1024;

    // Connections to overwritten files stay open as long as the process: as long as one is open, SQLite does not apply the WAL to the file.
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

    /// <summary>Refuses a file that was overwritten under an earlier host.</summary>
    /// <exception cref="StoreUnavailableException">The WAL of the file's earlier content lies beside it.</exception>
    public void RefuseLeftOver() => _marker.RefuseOrRemove();

    /// <summary>Begins to watch the file, whose journal becomes a WAL. Does nothing if the file is watched already.</summary>
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

    /// <summary>Looks at the file's time of change, and more closely if it differs.</summary>
    /// <exception cref="StoreUnavailableException">The file was overwritten, or replaced while its WAL was left: nothing in it can be relied on.</exception>
    public void Check()
    {
        ThrowIfOverwritten();
        if (_isWatching && (_isInDoubt || TimeOfChange() != Volatile.Read(ref _knownTime)))
        {
            Look();
        }
    }

    /// <summary>Looks closely at the file, and remembers what is to be expected of it from now on.</summary>
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
            var time = TimeOfChange();
            if (OpenDatabaseFile.IsMoved(connection))
            {
                // The time may be another file's.
                GoOnWithReplacement(connection);
            }
            else if (_marker.Exists)
            {
                Condemn(connection, OverwrittenMarker.Describe(path, "was overwritten while it was open, as another process has noticed"));
            }
            else if (time != _knownTime)
            {
                Compare(connection, time);
            }
            else if (progress is { IsComplete: true } now)
            {
                // Nothing was written to the file until after the progress was read: the WAL may have begun again from its start.
                _known = _known!.Value with { Progress = now };
            }
        }
    }

    /// <summary>Makes the next check look more closely than at the time of change: a connection has found the file moved.</summary>
    public void Doubt() => _isInDoubt = true;

    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                // Closing the last connection applies the WAL to whatever is in the file now.
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
                    $"SQLite keeps the journal of '{path}' in mode '{journal}' instead of WAL. Put the file on a local disk: a network file system has not the shared memory that WAL needs.");
            }

            // A read maps the -shm file. A checkpoint that was broken off is finished, because until then there is nothing to compare with.
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

        var time = TimeOfChange();
        _known = ReadContent(connection);
        Volatile.Write(ref _knownTime, _known is null ? NeverLooked : time);
        (_connection, _isWatching) = (connection, true);
    }

    /// <summary>Compares what is in the file with what was in it, and with what checkpoints have written since.</summary>
    private void Compare(SqliteConnection connection, long time)
    {
        // The time was read before the progress now: what had been written by then was announced before.
        if (ReadContent(connection) is not { } content)
        {
            return;
        }

        if (_known is { } known && content.Progress == known.Progress)
        {
            if (content.Hash == known.Hash)
            {
                Condemn(connection, $"Something other than SQLite has written to '{path}' while it was open, or has set its time of change; its content is still the same. Nothing is read from it or written to it. Restart every host that uses it. If a backup was to be restored, it was not: see docs/operations.md.");
            }

            var message = OverwrittenMarker.Describe(path, "was overwritten while it was open, by something other than SQLite");
            _marker.Write(message);
            Condemn(connection, message);
        }

        _known = content;
        Volatile.Write(ref _knownTime, time);
    }

    private void GoOnWithReplacement(SqliteConnection connection)
    {
        if (!File.Exists(path))
        {
            return;
        }

        if (OpenDatabaseFile.ReadCheckpointProgress(connection) is { } progress && StaleLog.LiesBeside(path, progress.Salts))
        {
            var message = OverwrittenMarker.Describe(path, "was replaced while it was open, and its WAL was left beside the new file");
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

    /// <summary>Reads the file's beginning, and to which state of the WAL it belongs.</summary>
    /// <returns><see langword="null"/> while a checkpoint writes to the file, or after one was broken off until the next one ends.</returns>
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

    private long TimeOfChange() => File.GetLastWriteTimeUtc(path).Ticks;

    private void ThrowIfOverwritten()
    {
        if (_verdict is { } verdict)
        {
            throw new StoreUnavailableException(verdict);
        }
    }

    private readonly record struct Content(CheckpointProgress Progress, string Hash);
}
