namespace TrackVia.ApiAccess.Testing.Tests;

/// <summary>A fact about a broken store: its name says the fault, and this says which case of the kit catches it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokenStoreAttribute(string caughtBy) : FactAttribute
{
    public string CaughtBy { get; } = caughtBy;

    /// <summary>Whether the fault shows as an exception of the store, and not as a wrong answer.</summary>
    public bool Throws { get; init; }
}
