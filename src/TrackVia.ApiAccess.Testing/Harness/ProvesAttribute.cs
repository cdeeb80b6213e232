namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>Makes a static method a case; the method's name is the case's.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProvesAttribute(string proves) : Attribute
{
    public string Proves { get; } = proves;

    public required string FailureMeans { get; init; }

    public StoreTraits Needs { get; init; }
}
