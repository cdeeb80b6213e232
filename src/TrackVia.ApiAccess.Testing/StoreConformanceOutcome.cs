namespace TrackVia.ApiAccess.Testing;

/// <summary>How a case ended that did not fail; one that fails throws <see cref="StoreConformanceException"/>.</summary>
public enum StoreConformanceOutcome
{
    /// <summary>The store does what the case proves.</summary>
    Passed = 0,

    /// <summary>The case needs a trait that the fixture does not state.</summary>
    DoesNotApply = 1,
}
