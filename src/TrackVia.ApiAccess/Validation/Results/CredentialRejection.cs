namespace TrackVia.ApiAccess;

/// <summary>Why a request's credentials were refused (R23). For the security log and the metrics; the caller sees one uniform answer.</summary>
public enum CredentialRejection
{
    /// <summary>The API key has not the shape of one.</summary>
    MalformedApiKey = 0,

    /// <summary>The auth token has not the shape of one.</summary>
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

    /// <summary>The token's user is no API User (any more) (R9).</summary>
    UserNotApiUser = 7,
}
