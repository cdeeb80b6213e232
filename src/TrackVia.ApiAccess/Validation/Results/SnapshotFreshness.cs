namespace TrackVia.ApiAccess;

/// <summary>Specifies whether a node may currently validate with its snapshots.</summary>
public enum SnapshotFreshness
{
    /// <summary>No snapshot is in use: nothing has been validated yet, or <see cref="ApiAccessOptions.UseSnapshots"/> is off.</summary>
    NotUsed,

    /// <summary>The change feed was read in time: valid and expired credentials are validated in memory.</summary>
    Current,

    /// <summary>
    /// The change feed has not been read for longer than <see cref="ApiAccessOptions.MaxStaleness"/>: every validation queries the store.
    /// </summary>
    Stale,
}
