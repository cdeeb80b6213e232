namespace TrackVia.ApiAccess.Testing.Tests;

/// <summary>
/// Marks a fact about a broken store. The fact's name is the fault; the attribute names the case of the kit that catches it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokenStoreAttribute(string caughtBy) : FactAttribute
{
    public string CaughtBy { get; } = caughtBy;

    /// <summary>Whether the fault causes an exception in the store instead of a wrong result.</summary>
    public bool Throws { get; init; }
}
