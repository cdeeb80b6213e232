namespace TrackVia.ApiAccess;

/// <summary>Whether a node may judge by its snapshots at this moment.</summary>
public enum SnapshotFreshness
{
    /// <summary>No snapshot is in use: nothing was validated yet, or <see cref="ApiAccessOptions.UseSnapshots"/> is off.</summary>
    NotUsed,

    /// <summary>The change feed was read in time: valid and expired credentials are judged from memory.</summary>
    Current,

    /// <summary>The change feed was not read for longer than <see cref="ApiAccessOptions.MaxStaleness"/>: every validation asks the store.</summary>
    Stale,
}
