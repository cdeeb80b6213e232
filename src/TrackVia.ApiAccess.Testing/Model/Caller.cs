namespace TrackVia.ApiAccess.Testing;

/// <summary>Who gives a command (R4, R18).</summary>
public enum Caller
{
    /// <summary>A Super Admin with access to user profiles, who may do everything.</summary>
    SuperAdmin = 0,

    /// <summary>A Super Admin without access to user profiles, who may not change users.</summary>
    SuperAdminWithoutUserProfiles = 1,

    /// <summary>Somebody else, who may do nothing here.</summary>
    OrdinaryUser = 2,
}
