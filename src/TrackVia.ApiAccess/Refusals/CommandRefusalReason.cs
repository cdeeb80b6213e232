namespace TrackVia.ApiAccess;

/// <summary>Specifies why a command was refused; the list is closed. A refusal changes nothing (R17).</summary>
public enum CommandRefusalReason
{
    /// <summary>The actor is not a Super Admin (R18).</summary>
    SuperAdminRequired = 0,

    /// <summary>The actor has no access to user profiles (R4).</summary>
    UserProfileAccessRequired = 1,

    /// <summary>The account already has its API key, which cannot be changed (R1).</summary>
    ApiKeyExists = 2,

    /// <summary>The account has no API key yet.</summary>
    ApiKeyMissing = 3,

    /// <summary>The account already has 100 tokens (R10).</summary>
    TokenLimitReached = 4,

    /// <summary>The account has no token with this id.</summary>
    TokenNotFound = 5,

    /// <summary>The token is already active, so it cannot be resumed (R17).</summary>
    TokenAlreadyActive = 6,

    /// <summary>The token is already deactivated (R17).</summary>
    TokenAlreadyDeactivated = 7,

    /// <summary>The token is active and must be deactivated before it is deleted (R15).</summary>
    TokenStillActive = 8,

    /// <summary>The token is expired, which is final (R16).</summary>
    TokenExpired = 9,

    /// <summary>The expiration date is not in the future, judged in UTC (R12).</summary>
    ExpirationNotInFuture = 10,

    /// <summary>The account has no such user.</summary>
    UserNotFound = 11,

    /// <summary>The user is not verified or not enabled, and so cannot be designated (R4).</summary>
    UserNotActive = 12,

    /// <summary>The user is not an API User, so no token can be assigned (R11).</summary>
    UserNotApiUser = 13,

    /// <summary>The user is disabled, so no token can be assigned (R11).</summary>
    UserDisabled = 14,

    /// <summary>The token's secret was shown once and not stored (R14).</summary>
    SecretNotKept = 15,

    /// <summary>The secret is stored, but its protection key is lost, so it cannot be shown; the token still works (R2).</summary>
    ProtectionKeyLost = 16,

    /// <summary>The actor attempted to designate, disable or remove themself, which only another Super Admin can do (R27).</summary>
    ActorIsUser = 17,
}
