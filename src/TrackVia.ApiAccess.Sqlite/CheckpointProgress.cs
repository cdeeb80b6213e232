namespace TrackVia.ApiAccess.Sqlite;

/// <summary>The progress of copying the WAL into the database file.</summary>
/// <param name="Salts">The identity of this generation of the WAL.</param>
/// <param name="Backfilled">The number of its frames that have been copied to the database file.</param>
/// <param name="Attempted">The number of its frames that the newest checkpoint announced, before its first write to the database
/// file.</param>
internal readonly record struct CheckpointProgress(long Salts, int Backfilled, int Attempted)
{
    /// <summary>Gets whether no checkpoint is writing to the database file, and none was interrupted.</summary>
    public bool IsComplete => Backfilled == Attempted;
}
