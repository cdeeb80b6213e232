using System.Text.Json.Serialization;

namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// The members that all versions of the format have in common: enough to determine whether this version of the library can read the rest.
/// </summary>
/// <param name="V">The version of the format; 0 in texts that predate versions.</param>
/// <param name="Kind">The kind of change, of a change.</param>
internal sealed record FormatDocument(int V = 0, string? Kind = null);

/// <summary>The members that a change of any kind has in every version of the format: enough to evict its account.</summary>
internal sealed record ChangeIdentityDocument(string Id, string AccountId, long Version);

internal sealed record ChangeDocument(
    string Kind,
    string Id,
    string AccountId,
    long Version,
    string At,
    string By,
    ApiKeyDocument? ApiKey = null,
    TokenDocument? Token = null,
    string? TokenId = null,
    UserDocument? User = null,
    string? UserId = null)
{
    [JsonPropertyOrder(-1)]
    public int V { get; init; } = AccountSerializer.FormatVersion;
}

internal sealed record AccountDocument(
    string Id, long Version, IReadOnlyList<UserDocument> Users, IReadOnlyList<TokenDocument> Tokens, ApiKeyDocument? ApiKey = null)
{
    [JsonPropertyOrder(-1)]
    public int V { get; init; } = AccountSerializer.FormatVersion;
}

internal sealed record ApiKeyDocument(byte[] Digest, string ProtectedSecret, string CreatedAt);

internal sealed record UserDocument(string UserId, bool IsApiUser, bool IsEnabled);

internal sealed record TokenDocument(
    string Id,
    string Name,
    string UserId,
    string ExpiresOn,
    string CreatedAt,
    byte[] Digest,
    string Hint,
    bool IsDeactivated,
    string? ProtectedSecret = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(FormatDocument))]
[JsonSerializable(typeof(ChangeIdentityDocument))]
[JsonSerializable(typeof(ChangeDocument))]
[JsonSerializable(typeof(AccountDocument))]
internal sealed partial class AccessJsonContext : JsonSerializerContext;
