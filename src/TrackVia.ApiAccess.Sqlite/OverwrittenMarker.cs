using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>A file beside a database file that was overwritten: a host that starts later does not apply the WAL that lies there (T56).</summary>
internal sealed class OverwrittenMarker(string path)
{
    private const string Suffix = "-overwritten";

    public bool Exists => File.Exists(path + Suffix);

    /// <summary>Says what happened to the file, and what to do about it.</summary>
    public static string Describe(string path, string what) =>
        $"'{path}' {what}. SQLite would apply the old WAL to the new content, so the file can no longer be relied on: changes, revocations among them, may be missing from it. Nothing is read from it or written to it. Stop every host that uses it, remove '{path}-wal', '{path}-shm' and '{path}{Suffix}', put the backup in place again, and start the hosts.";

    /// <summary>Leaves the marker, as far as that is possible.</summary>
    public void Write(string text)
    {
        try
        {
            File.WriteAllText(path + Suffix, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // This process refuses the file either way.
        }
    }

    /// <summary>Refuses a file that was overwritten. If its WAL was removed since, the file is whole, and the marker is removed.</summary>
    /// <exception cref="StoreUnavailableException">The WAL of the file's earlier content still lies beside it.</exception>
    public void RefuseOrRemove()
    {
        if (!Exists)
        {
            return;
        }

        if (StaleLog.LiesBeside(path))
        {
            throw new StoreUnavailableException(Describe(path, "was overwritten while a host had it open, and the WAL of its earlier content still lies beside it"));
        }

        try
        {
            File.Delete(path + Suffix);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It does no harm as long as no WAL lies there; a read-only host cannot remove it.
        }
    }
}
