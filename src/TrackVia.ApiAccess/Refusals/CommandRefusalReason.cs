namespace TrackVia.ApiAccess;

/// <summary>Why a command was refused: the closed list. A refusal changes nothing (R17).</summary>
public enum CommandRefusalReason
{
    /// <summary>The actor is no Super Admin (R18).</summary>
    SuperAdminRequired = 0,

    /// <summary>The actor has no access to user profiles (R4).</summary>
    UserProfileAccessRequired = 1,

    /// <summary>The account has its API key already; it cannot be changed (R1).</summary>
    ApiKeyExists = 2,

    /// <summary>The account has no API key yet.</summary>
    ApiKeyMissing = 3,

    /// <summary>The account holds 100 tokens already (R10).</summary>
    TokenLimitReached = 4,

    /// <summary>The account has no token with this id.</summary>
    TokenNotFound = 5,

    /// <summary>The token is active: there is nothing to resume (R17).</summary>
    TokenAlreadyActive = 6,

    /// <summary>The token is deactivated already (R17).</summary>
    TokenAlreadyDeactivated = 7,

    /// <summary>The token is active and must be deactivated before it is deleted (R15).</summary>
    TokenStillActive = 8,

    /// <summary>The token is expired, and that is final (R16).</summary>
    TokenExpired = 9,

    /// <summary>The expiration date is not in the future, judged in UTC (R12).</summary>
    ExpirationNotInFuture = 10,

    /// <summary>The account has no such user.</summary>
    UserNotFound = 11,

    /// <summary>The user is not verified or not enabled, and so cannot be designated (R4).</summary>
    UserNotActive = 12,

    /// <summary>The user is no API User, so no token can be assigned (R11).</summary>
    UserNotApiUser = 13,

    /// <summary>The user is disabled, so no token can be assigned (R11).</summary>
    UserDisabled = 14,

    /// <summary>The token's secret was shown once and not kept (R14).</summary>
    SecretNotKept = 15,

    /// <summary>The secret is kept, but its protection key is lost, so it cannot be shown; it still works (R2).</summary>
    ProtectionKeyLost = 16,

    /// <summary>The actor would designate, disable or remove themself, which only another Super Admin can do (R27).</summary>
    ActorIsUser = 17,
}
