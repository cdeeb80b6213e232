using System.Data.Common;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;
using static SQLitePCL.raw;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>What to do about an error of SQLite: each cause has its own remedy (T57).</summary>
internal static class SqliteRemedy
{
    public static string Of(DbException exception, string file) => ((SqliteException)exception).SqliteErrorCode switch
    {
        SQLITE_BUSY or SQLITE_LOCKED =>
            $"Another connection keeps '{file}' locked: end the transaction that holds it, in this process or in another, such as an open one of a tool.",
        SQLITE_READONLY when ((SqliteException)exception).SqliteExtendedErrorCode == SQLITE_READONLY_DBMOVED =>
            $"Keep '{file}' in its place while hosts run.",
        SQLITE_READONLY =>
            $"'{file}' cannot be written: give this process write access to the file and its directory, and leave 'Mode=ReadOnly' out.",
        SQLITE_PERM or SQLITE_AUTH => $"The system does not let this process use '{file}': check the access rights of the file and its directory.",
        SQLITE_CORRUPT => $"'{file}' is damaged: restore it from a backup.",
        SQLITE_NOTADB => $"'{file}' is not a SQLite database, or it is encrypted: name another file, or restore it from a backup.",
        SQLITE_FULL => $"The disk of '{file}' is full: make room.",
        SQLITE_IOERR => $"The disk of '{file}' failed, or its directory is gone: look at the disk and at the system's log.",
        SQLITE_NOMEM => "SQLite has run out of memory: give the process more.",
        SQLITE_CANTOPEN => CannotOpen(file),
        SQLITE_ERROR when exception.Message.Contains("no such ", StringComparison.Ordinal) =>
            $"'{file}' lacks a table or a column: name the right file, or run the scripts of the package's folder 'schema'.",
        _ => $"Look at the disk of '{file}' and at the system's log.",
    };

    private static string CannotOpen(string file) =>
        Directory.Exists(file) ? $"'{file}' is a directory: name a file in it."
        : File.Exists(file) ? $"'{file}' cannot be opened: give this process access to the file and its directory."
        : Directory.Exists(Path.GetDirectoryName(file)) ?
            $"'{file}' does not exist: put the file back, or restore it from a backup. A host creates a new one only when it starts, with {nameof(SchemaProvisioning)}.{nameof(SchemaProvisioning.CreateIfMissing)}, without 'Mode' in the connection string, and with write access to the directory; otherwise run the scripts of the package's folder 'schema'."
        : $"The directory of '{file}' does not exist: create it, or leave 'Mode' out of the connection string.";
}
