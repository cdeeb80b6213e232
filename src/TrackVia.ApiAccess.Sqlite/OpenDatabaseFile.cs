using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>Reads the files that a connection has open, through SQLite's own handles.</summary>
/// <remarks>
/// The database file must not be opened a second time: when a process closes any handle of a file, POSIX releases all locks that the
/// process holds on that file, including SQLite's.
/// </remarks>
internal static class OpenDatabaseFile
{
    private const int FilePointer = 7;
    private const int HasMoved = 20;

    // Indexes in sqlite3_io_methods, which begins with a version number.
    private const int ReadMethod = 2;
    private const int MapSharedMemoryMethod = 13;

    // The layout of the -shm file, which https://www.sqlite.org/walformat.html describes.
    private const int SharedMemoryRegionBytes = 32_768;
    private const int SaltsOffset = 32;
    private const int BackfilledOffset = 96;
    private const int AttemptedOffset = 128;

    // The binding has no such call. This loads the same native library, whichever bundle provides it.
    private static readonly FileControl Control = Marshal.GetDelegateForFunctionPointer<FileControl>(NativeLibrary.GetExport(
        NativeLibrary.Load(GetNativeLibraryName(), Assembly.GetExecutingAssembly(), searchPath: null), "sqlite3_file_control"));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int FileControl(nint database, nint name, int operation, ref nint answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Read(nint file, [Out] byte[] buffer, int amount, long offset);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MapSharedMemory(nint file, int region, int bytes, int extend, ref nint address);

    /// <summary>
    /// Determines whether the path no longer names the file that a connection has open: it was renamed, replaced or deleted.
    /// </summary>
    /// <remarks>
    /// If the operating system prevents that, as Windows does, SQLite does not support the question, and the result is false.
    /// </remarks>
    public static bool IsMoved(SqliteConnection connection) => Ask(connection, HasMoved) is { } answer && answer != 0;

    /// <summary>Reads the beginning of the database file as it is on disk, without the WAL. Bytes beyond the file's end are zero.</summary>
    /// <returns><see langword="true"/> if it was read.</returns>
    public static bool TryReadStart(SqliteConnection connection, byte[] buffer) =>
        Ask(connection, FilePointer) is { } file
        && Method<Read>(file, ReadMethod)(file, buffer, buffer.Length, 0) is SQLITE_OK or SQLITE_IOERR_SHORT_READ;

    /// <summary>Reads the progress of copying the WAL into the database file. The connection must have read in WAL mode before.</summary>
    public static CheckpointProgress? ReadCheckpointProgress(SqliteConnection connection)
    {
        return FindSharedMemory(connection) is { } memory
            ? new CheckpointProgress(
                Marshal.ReadInt64(memory, SaltsOffset), Marshal.ReadInt32(memory, BackfilledOffset), Marshal.ReadInt32(memory, AttemptedOffset))
            : null;
    }

    /// <summary>
    /// Returns the address of the -shm file, which SQLite maps once for all connections of this process to the same file. The connection must
    /// have read in WAL mode before.
    /// </summary>
    /// <returns>The address; <see langword="null"/> if the connection does not use a WAL.</returns>
    public static nint? FindSharedMemory(SqliteConnection connection)
    {
        if (Ask(connection, FilePointer) is not { } file)
        {
            return null;
        }

        nint memory = 0;
        _ = Method<MapSharedMemory>(file, MapSharedMemoryMethod)(file, 0, SharedMemoryRegionBytes, 0, ref memory);
        return memory == 0 ? null : memory;
    }

    private static nint? Ask(SqliteConnection connection, int operation)
    {
        // No name means the main database.
        nint answer = 0;
        return Control(connection.Handle!.DangerousGetHandle(), name: 0, operation, ref answer) == SQLITE_OK ? answer : null;
    }

    private static T Method<T>(nint file, int place) =>
        Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(Marshal.ReadIntPtr(file), place * nint.Size));
}
