using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>
/// A marker file beside an overwritten database file, so that a host that starts later does not apply the leftover WAL (T56).
/// </summary>
internal sealed class OverwrittenMarker(string path)
{
    private const string Suffix = "-overwritten";

    public bool Exists => File.Exists(path + Suffix);

    /// <summary>Returns what happened to the file, and the remedy.</summary>
    public static string Describe(string path, string what) =>
        $"'{path}' {what}. SQLite would apply the old WAL to the new content, so the file can no longer be relied on: changes, including "
        + $"revocations, may be missing from it. The file is no longer read or written. Stop every host that uses it, remove '{path}-wal', "
        + $"'{path}-shm' and '{path}{Suffix}', put the backup in place again, and start the hosts.";

    /// <summary>Writes the marker, if possible.</summary>
    public void Write(string text)
    {
        try
        {
            File.WriteAllText(path + Suffix, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // This process refuses the file in any case.
        }
    }

    /// <summary>
    /// Refuses a file that was overwritten. If its WAL has been removed since, the file is intact, and the marker is removed.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The WAL of the file's earlier content is still beside it.</exception>
    public void RefuseOrRemove()
    {
        if (!Exists)
        {
            return;
        }

        if (StaleLog.Exists(path))
        {
            throw new StoreUnavailableException(Describe(path, "was overwritten while a host had it open, and the WAL of its earlier content is still beside it"));
        }

        try
        {
            File.Delete(path + Suffix);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The marker is harmless without a WAL, and a read-only host cannot remove it.
        }
    }
}
