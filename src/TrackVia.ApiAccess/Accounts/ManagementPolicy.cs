namespace TrackVia.ApiAccess.Accounts;

/// <summary>Which actors may manage API access: the one place that decides it.</summary>
internal static class ManagementPolicy
{
    /// <summary>Returns why an actor may not manage the API key and the auth tokens (R18), or, where a command needs it, users (R4).</summary>
    public static CommandRefusal? RefusalFor(Actor actor, bool needsUserProfiles = false) => actor switch
    {
        { IsSuperAdmin: false } => CommandRefusal.SuperAdminRequired,
        { HasUserProfileAccess: false } when needsUserProfiles => CommandRefusal.UserProfileAccessRequired,
        _ => null,
    };
}
