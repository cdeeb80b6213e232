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
    /// <summary>A closed list's member as JSON spells it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => Name(value.ToString());

    /// <summary>A name in Pascal case as JSON spells it.</summary>
    public static string Name(string pascalCase) => JsonNamingPolicy.CamelCase.ConvertName(pascalCase);

    /// <summary>An instant in ISO 8601, in UTC.</summary>
    public static string Text(Instant instant) => InstantPattern.ExtendedIso.Format(instant);
}
