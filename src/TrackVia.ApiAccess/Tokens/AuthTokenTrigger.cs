namespace TrackVia.ApiAccess;

/// <summary>Specifies an event in the life of an auth token (R15 to R17).</summary>
public enum AuthTokenTrigger
{
    /// <summary>A Super Admin deactivates the token.</summary>
    Deactivate = 0,

    /// <summary>A Super Admin resumes the token.</summary>
    Resume = 1,

    /// <summary>A Super Admin deletes the token.</summary>
    Delete = 2,

    /// <summary>
    /// The UTC midnight of the token's expiration date arrives (R13). Only the clock causes this event; it is not a command.
    /// </summary>
    DateArrives = 3,
}
