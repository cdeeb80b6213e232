namespace TrackVia.ApiAccess.Client;

/// <summary>The headers of credentials.</summary>
internal static class CredentialHeaders
{
    public const string Authorization = "Authorization";
    public const string Bearer = "Bearer";
    public const string UserKey = "user_key";
    public const string UserKeyAlias = "user-key";

    public static bool Carries(string header) =>
        header.Equals(Authorization, StringComparison.OrdinalIgnoreCase)
        || header.Equals(UserKey, StringComparison.OrdinalIgnoreCase)
        || header.Equals(UserKeyAlias, StringComparison.OrdinalIgnoreCase);
}
