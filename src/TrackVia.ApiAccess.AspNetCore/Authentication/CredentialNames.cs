namespace TrackVia.ApiAccess.AspNetCore.Authentication;

/// <summary>The names of credentials in requests, apart from the header Authorization.</summary>
internal static class CredentialNames
{
    /// <summary>The API key, in a header or the query (R3).</summary>
    public const string UserKey = "user_key";

    /// <summary>The API key in a header, where a proxy drops names with an underscore.</summary>
    public const string UserKeyAlias = "user-key";

    /// <summary>The auth token in the query (RFC 6750 section 2.3).</summary>
    public const string AccessToken = "access_token";
}
