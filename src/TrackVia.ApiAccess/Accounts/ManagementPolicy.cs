namespace TrackVia.ApiAccess.Accounts;

/// <summary>The only place that decides which actors may manage API access.</summary>
internal static class ManagementPolicy
{
    /// <summary>
    /// Returns the reason why an actor may not manage the API key and the auth tokens (R18) or, if a command requires it, users (R4).
    /// </summary>
    public static CommandRefusal? RefusalFor(Actor actor, bool needsUserProfiles = false) => actor switch
    {
        { IsSuperAdmin: false } => CommandRefusal.SuperAdminRequired,
        { HasUserProfileAccess: false } when needsUserProfiles => CommandRefusal.UserProfileAccessRequired,
        _ => null,
    };
}
