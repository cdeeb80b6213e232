namespace TrackVia.ApiAccess.Sqlite;

/// <summary>How far the WAL has been copied into the database file.</summary>
/// <param name="Salts">What identifies this generation of the WAL.</param>
/// <param name="Backfilled">The number of its frames that are in the database file.</param>
/// <param name="Attempted">The number of its frames that the newest checkpoint set out to copy, before its first write to the database file.</param>
internal readonly record struct CheckpointProgress(long Salts, int Backfilled, int Attempted)
{
    /// <summary>Gets whether no checkpoint is writing to the database file, or was broken off.</summary>
    public bool IsComplete => Backfilled == Attempted;
}
