namespace TrackVia.ApiAccess;

/// <summary>The state of an auth token at an instant, derived from its stored facts and never stored (R16).</summary>
public enum AuthTokenState
{
    /// <summary>Neither deactivated nor expired: it works, if its user is enabled and an API User (R23).</summary>
    Active = 0,

    /// <summary>Deactivated by a Super Admin; it can be resumed or deleted (R15).</summary>
    Deactivated = 1,

    /// <summary>Past its expiration date, deactivated or not: final; it can only be deleted (R16).</summary>
    Expired = 2,
}
