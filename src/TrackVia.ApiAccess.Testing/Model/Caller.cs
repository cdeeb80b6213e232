namespace TrackVia.ApiAccess.Testing;

/// <summary>The caller that issues a command (R4, R18).</summary>
public enum Caller
{
    /// <summary>A Super Admin with access to user profiles, who may run every command.</summary>
    SuperAdmin = 0,

    /// <summary>A Super Admin without access to user profiles, who may not change users.</summary>
    SuperAdminWithoutUserProfiles = 1,

    /// <summary>A user who is not a Super Admin, and may not run any command.</summary>
    OrdinaryUser = 2,
}
