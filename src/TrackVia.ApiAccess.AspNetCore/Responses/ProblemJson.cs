using System.Text.Json.Serialization;

namespace TrackVia.ApiAccess.AspNetCore.Responses;

/// <summary>The JSON of problems; the host's own JSON options stay untouched.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
