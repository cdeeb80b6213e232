namespace TrackVia.ApiAccess;

/// <summary>What can happen to an auth token (R15 to R17).</summary>
public enum AuthTokenTrigger
{
    /// <summary>A Super Admin deactivates it.</summary>
    Deactivate = 0,

    /// <summary>A Super Admin resumes it.</summary>
    Resume = 1,

    /// <summary>A Super Admin deletes it.</summary>
    Delete = 2,

    /// <summary>Midnight UTC of its expiration date comes (R13). The clock alone pulls this trigger.</summary>
    DateArrives = 3,
}
