namespace TrackVia.ApiAccess.Validation;

/// <summary>Whether a node may judge by its snapshots at this moment.</summary>
public enum SnapshotFreshness
{
    /// <summary>No snapshot is in use: nothing was validated yet, or <see cref="DependencyInjection.ApiAccessOptions.UseSnapshots"/> is off.</summary>
    Unused,

    /// <summary>The change feed was read in time: valid and expired credentials are judged from memory.</summary>
    Current,

    /// <summary>The change feed was not read for longer than <see cref="DependencyInjection.ApiAccessOptions.MaxStaleness"/>: every validation asks the store.</summary>
    Late,
}
