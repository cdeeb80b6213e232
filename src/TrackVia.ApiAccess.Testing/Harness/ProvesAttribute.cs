namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>Marks a static method as a case, whose name is the method's name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProvesAttribute(string proves) : Attribute
{
    public string Proves { get; } = proves;

    public required string FailureMeans { get; init; }

    public StoreTraits Needs { get; init; }
}
