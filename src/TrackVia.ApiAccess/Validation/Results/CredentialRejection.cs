namespace TrackVia.ApiAccess;

/// <summary>
/// Specifies why a request's credentials were rejected (R23). For the security log and the metrics; the caller always receives the same
/// response.
/// </summary>
public enum CredentialRejection
{
    /// <summary>The API key is malformed.</summary>
    MalformedApiKey = 0,

    /// <summary>The auth token is malformed.</summary>
    MalformedToken = 1,

    /// <summary>No account has this API key.</summary>
    UnknownApiKey = 2,

    /// <summary>The key's account has no such token.</summary>
    UnknownToken = 3,

    /// <summary>The token is deactivated.</summary>
    TokenDeactivated = 4,

    /// <summary>The token is expired.</summary>
    TokenExpired = 5,

    /// <summary>The token's user is disabled (R9).</summary>
    UserDisabled = 6,

    /// <summary>The token's user is not, or no longer, an API User (R9).</summary>
    UserNotApiUser = 7,
}
