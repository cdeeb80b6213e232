namespace TrackVia.ApiAccess.Sqlite;

/// <summary>The WAL of a file that was moved, left beside the file that has its name now. SQLite would apply it to that file.</summary>
internal static class StaleLog
{
    private const int SaltsOffsetInLog = 16;
    private const int SaltsOffsetInIndex = 32;

    /// <summary>Determines whether files of a WAL lie beside a database file.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="salts">The salts of the WAL, as the -shm file has them.</param>
    public static bool LiesBeside(string path, long salts) =>
        ReadSalts(path + "-wal", SaltsOffsetInLog) == salts || ReadSalts(path + "-shm", SaltsOffsetInIndex) == salts;

    /// <summary>Determines whether there is a WAL with any content beside a database file.</summary>
    public static bool LiesBeside(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    // SQLite locks neither the WAL nor, once the file was moved, this -shm file, so that closing a handle does no harm.
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
