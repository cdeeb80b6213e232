using System.Text.Json.Serialization;

namespace TrackVia.ApiAccess.Storage;

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
    string? UserId = null);

internal sealed record AccountDocument(
    string Id, long Version, IReadOnlyList<UserDocument> Users, IReadOnlyList<TokenDocument> Tokens, ApiKeyDocument? ApiKey = null);

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
[JsonSerializable(typeof(ChangeDocument))]
[JsonSerializable(typeof(AccountDocument))]
internal sealed partial class AccessJsonContext : JsonSerializerContext;
