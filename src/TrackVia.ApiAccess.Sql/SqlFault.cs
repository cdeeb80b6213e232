namespace TrackVia.ApiAccess.Sql;

/// <summary>What an error of the driver means.</summary>
internal enum SqlFault
{
    /// <summary>The store cannot answer, and trying again at once would not help.</summary>
    Unavailable = 0,

    /// <summary>The same statements may succeed in a moment (T33).</summary>
    Transient = 1,

    /// <summary>A key refused: what is unique exists already, or the account that the change belongs to does not exist yet.</summary>
    KeyViolated = 2,

    /// <summary>There is no server to ask for the moment: it restarts, or another one takes over (T34).</summary>
    Disconnected = 3,

    /// <summary>The session lacks what the driver prepared in it: another session may do.</summary>
    StaleSession = 4,
}
