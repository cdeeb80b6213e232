namespace TrackVia.ApiAccess.Sqlite;

/// <summary>The WAL of a file that was moved, left beside the file that has its name now. SQLite would apply it to that file.</summary>
internal static class StaleLog
{
    private const int SaltsOffsetInLog = 16;
    private const int SaltsOffsetInIndex = 32;

    /// <summary>Determines whether files of a given WAL are beside a database file.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="salts">The salts of the WAL, as stored in the -shm file.</param>
    public static bool Exists(string path, long salts) =>
        ReadSalts(path + "-wal", SaltsOffsetInLog) == salts || ReadSalts(path + "-shm", SaltsOffsetInIndex) == salts;

    /// <summary>Determines whether a WAL with any content is beside a database file.</summary>
    public static bool Exists(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    // SQLite locks neither the WAL nor, after the file was moved, this -shm file, so closing a handle is harmless.
    private static long? ReadSalts(string path, int offset)
    {
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            Span<byte> salts = stackalloc byte[sizeof(long)];
            return RandomAccess.Read(file, salts, offset) == salts.Length ? BitConverter.ToInt64(salts) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
