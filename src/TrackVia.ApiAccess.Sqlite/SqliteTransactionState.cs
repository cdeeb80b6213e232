using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>The state of a connection's transaction in its main database (<c>sqlite3_txn_state</c>).</summary>
internal static class SqliteTransactionState
{
    /// <summary>The transaction has neither read nor written.</summary>
    public const int None = 0;

    /// <summary>The transaction has read, and holds no write lock.</summary>
    public const int Reading = 1;

    // The binding has no such call, as in OpenDatabaseFile.
    private static readonly State Read = Marshal.GetDelegateForFunctionPointer<State>(NativeLibrary.GetExport(
        NativeLibrary.Load(GetNativeLibraryName(), Assembly.GetExecutingAssembly(), searchPath: null), "sqlite3_txn_state"));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int State(nint database, [MarshalAs(UnmanagedType.LPUTF8Str)] string schema);

    /// <summary>Returns the state: <see cref="None"/>, <see cref="Reading"/>, or a greater number if the transaction holds the write lock.</summary>
    public static int Of(SqliteConnection connection) => Read(connection.Handle!.DangerousGetHandle(), "main");
}
