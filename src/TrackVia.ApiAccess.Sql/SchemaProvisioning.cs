namespace TrackVia.ApiAccess.Sql;

/// <summary>What a SQL store does about its tables when the host starts, or at first use if there is no host.</summary>
public enum SchemaProvisioning
{
    /// <summary>
    /// Creates or updates the tables. Any number of hosts may start at the same time: each script runs exactly once. If the tables are
    /// current, no DDL right is needed.
    /// </summary>
    CreateIfMissing = 0,

    /// <summary>
    /// Changes nothing, and refuses tables that are missing, older or newer than the library. The scripts are in the package, in
    /// <c>schema/</c>.
    /// </summary>
    Validate = 1,

    /// <summary>
    /// Does not look at the tables: the host is responsible for them. The host starts even if the database is down, logs a warning, and
    /// responds with 503 until the database can be reached.
    /// </summary>
    None = 2,
}
