using Microsoft.Data.Sqlite;

namespace HostApp.Storage;

/// <summary>Creates the database file for its owner only. SQLite would let everyone read it. The journals inherit its permissions.</summary>
internal static class SqliteFile
{
    public static void Protect(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        if (settings.Mode is not (SqliteOpenMode.ReadWriteCreate or SqliteOpenMode.ReadWrite)
            || settings.DataSource.Length == 0
            || settings.DataSource.StartsWith(':')
            || settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return; // In memory, or not to be created.
        }

        var path = Path.GetFullPath(settings.DataSource);
        if (File.Exists(path))
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                OwnerOnly.Restrict(path + suffix);
            }
        }
        else if (settings.Mode is SqliteOpenMode.ReadWriteCreate)
        {
            Create(path);
        }
    }

    private static void Create(string path)
    {
        OwnerOnly.CreateFolder(Path.GetDirectoryName(path)!);
        try
        {
            OwnerOnly.CreateFile(path).Dispose(); // SQLite treats an empty file as a new database.
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another host that starts at the same time was faster.
        }
    }
}
