namespace TrackVia.ApiAccess.Sql;

/// <summary>The meaning of an error of the driver.</summary>
internal enum SqlFault
{
    /// <summary>The store cannot answer, and an immediate retry would not help.</summary>
    Unavailable = 0,

    /// <summary>The same statements may succeed if they are repeated (T33).</summary>
    Transient = 1,

    /// <summary>A key constraint was violated: a unique value exists already, or the account of the change does not exist yet.</summary>
    KeyViolated = 2,

    /// <summary>No server can be reached at present: it restarts, or another one takes over (T34).</summary>
    Disconnected = 3,

    /// <summary>The session lacks statements that the driver prepared in it. Another session may have them.</summary>
    StaleSession = 4,

    /// <summary>Another transaction held a lock for longer than a bounded time. Waiting again would exceed the bound.</summary>
    Blocked = 5,
}
