using System.Data.Common;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>The remedies for errors of SQLite, one for each cause (T57).</summary>
internal static class SqliteRemedy
{
    public static string Of(DbException exception, string file) => ((SqliteException)exception).SqliteErrorCode switch
    {
        SQLITE_BUSY or SQLITE_LOCKED =>
            $"Another connection has locked '{file}'. End the transaction that holds the lock, in this process or in another, such as a "
            + "database tool.",
        SQLITE_READONLY when ((SqliteException)exception).SqliteExtendedErrorCode == SQLITE_READONLY_DBMOVED =>
            $"Do not move, replace or delete '{file}' while hosts run.",
        SQLITE_READONLY =>
            $"'{file}' cannot be written. Grant this process write access to the file and its directory, and leave 'Mode=ReadOnly' out.",
        SQLITE_PERM or SQLITE_AUTH => $"The operating system denies this process access to '{file}'. Check the access rights of the file and its directory.",
        SQLITE_CORRUPT => $"'{file}' is damaged. Restore it from a backup.",
        SQLITE_NOTADB => $"'{file}' is not a SQLite database, or it is encrypted. Use another file, or restore it from a backup.",
        SQLITE_FULL => $"The disk of '{file}' is full. Free some space.",
        SQLITE_IOERR => $"The disk of '{file}' failed, or its directory no longer exists. Check the disk and the system log.",
        SQLITE_NOMEM => "SQLite ran out of memory. Allow the process more memory.",
        SQLITE_CANTOPEN => CannotOpen(file),
        SQLITE_ERROR when exception.Message.Contains("no such ", StringComparison.Ordinal) =>
            $"'{file}' lacks a table or a column. Use the right file, or run the scripts in the package's folder 'schema'.",
        _ => $"Check the disk of '{file}' and the system log.",
    };

    private static string CannotOpen(string file) =>
        Directory.Exists(file) ? $"'{file}' is a directory. Use a file in it."
        : File.Exists(file) ? $"'{file}' cannot be opened. Grant this process access to the file and its directory."
        : Directory.Exists(Path.GetDirectoryName(file)) ?
            $"'{file}' does not exist. Put the file back, or restore it from a backup. A host creates a new file only when it starts, with "
            + $"{nameof(SchemaProvisioning)}.{nameof(SchemaProvisioning.CreateIfMissing)}, without 'Mode' in the connection string, and "
            + "with write access to the directory. Otherwise run the scripts in the package's folder 'schema', or apply the migrations of the "
            + "DbContext that has the tables."
        : $"The directory of '{file}' does not exist. Create it, or leave 'Mode' out of the connection string.";
}
