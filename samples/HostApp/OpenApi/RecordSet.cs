using System.Text.Json;

namespace HostApp.OpenApi;

/// <summary>An app, as clients of TrackVia's open API read it.</summary>
internal sealed record App(string Id, string Name);

/// <summary>A view of an app's table.</summary>
internal sealed record View(string Id, string Name, string ApplicationName);

/// <summary>A field of a view, and what the caller may do with it.</summary>
internal sealed record Field(string Name, string Type, bool Required = false, bool Unique = false, bool CanCreate = true)
{
    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool CanRead { get; } = true;

    public bool CanUpdate { get; }
}

/// <summary>Records with the structure of their fields.</summary>
internal sealed record RecordSet(
    IReadOnlyList<Field> Structure, IReadOnlyList<IReadOnlyDictionary<string, object?>> Data, int TotalCount);

/// <summary>Records to be created.</summary>
internal sealed record NewRecords(IReadOnlyList<Dictionary<string, JsonElement>?>? Data);
