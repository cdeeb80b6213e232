namespace TrackVia.ApiAccess.Testing;

/// <summary>The outcome of a case that did not fail. A case that fails throws a <see cref="StoreConformanceException"/>.</summary>
public enum StoreConformanceOutcome
{
    /// <summary>The store does what the case proves.</summary>
    Passed = 0,

    /// <summary>The case needs a trait that the fixture does not state.</summary>
    DoesNotApply = 1,
}
