using System.Text.Json.Serialization;

namespace TrackVia.ApiAccess.AspNetCore.Answers;

/// <summary>The JSON of every body that the package reads or writes; the host's own JSON options stay untouched.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiAccessJson : JsonSerializerContext;
