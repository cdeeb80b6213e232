using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>Asks SQLite whether a path still names the file that a connection has open: it may have been renamed, replaced or deleted.</summary>
/// <remarks>
/// By SQLite's own <c>SQLITE_FCNTL_HAS_MOVED</c>, which looks at the file's identity. Where the operating system keeps open files from being
/// moved, as Windows does, SQLite does not know this question, and the answer is no.
/// </remarks>
internal static class FileNames
{
    private const int HasMoved = 20;

    // The binding's core has no such call. The library is the one that it has loaded, whichever bundle brings it.
    private static readonly FileControl Control = Marshal.GetDelegateForFunctionPointer<FileControl>(NativeLibrary.GetExport(
        NativeLibrary.Load(GetNativeLibraryName(), Assembly.GetExecutingAssembly(), searchPath: null), "sqlite3_file_control"));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int FileControl(nint database, nint name, int operation, ref int answer);

    public static bool IsMoved(SqliteConnection connection)
    {
        // The name's default is the main database.
        var answer = 0;
        return Control(connection.Handle!.DangerousGetHandle(), name: 0, HasMoved, ref answer) == SQLITE_OK && answer != 0;
    }
}
