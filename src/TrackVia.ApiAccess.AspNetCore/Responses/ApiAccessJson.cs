using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using TrackVia.ApiAccess.AspNetCore.Management;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Responses;

/// <summary>The JSON of every body that the package reads or writes; the host's own JSON options stay untouched.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Problem))]
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
internal sealed partial class ApiAccessJson : JsonSerializerContext
{
    /// <summary>A closed list's member as JSON spells it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => Name(value.ToString());

    /// <summary>A name in Pascal case as JSON spells it.</summary>
    public static string Name(string pascalCase) => JsonNamingPolicy.CamelCase.ConvertName(pascalCase);

    /// <summary>An instant in ISO 8601, in UTC.</summary>
    public static string Text(Instant instant) => InstantPattern.ExtendedIso.Format(instant);
}
