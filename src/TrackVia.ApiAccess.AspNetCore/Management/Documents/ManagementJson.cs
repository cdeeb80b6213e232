using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The JSON of every body that a management call reads or writes, except problems; the host's own JSON options stay untouched.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(NoBody))]
[JsonSerializable(typeof(AntiforgeryDocument))]
[JsonSerializable(typeof(ApiKeyDocument))]
[JsonSerializable(typeof(TokenListDocument))]
[JsonSerializable(typeof(NewTokenBody))]
[JsonSerializable(typeof(SecretDocument))]
[JsonSerializable(typeof(UserListDocument))]
[JsonSerializable(typeof(UserAccessBody))]
[JsonSerializable(typeof(FencedDocument))]
[JsonSerializable(typeof(UserAccessDocument))]
[JsonSerializable(typeof(HistoryDocument))]
internal sealed partial class ManagementJson : JsonSerializerContext
{
    /// <summary>Returns the JSON name of a value of a closed list.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => Name(value.ToString());

    /// <summary>Returns the JSON name of a name in Pascal case.</summary>
    public static string Name(string pascalCase) => JsonNamingPolicy.CamelCase.ConvertName(pascalCase);

    /// <summary>Returns an instant as ISO 8601 in UTC.</summary>
    public static string Text(Instant instant) => InstantPattern.ExtendedIso.Format(instant);
}
