namespace TrackVia.ApiAccess.Sql;

/// <summary>What a SQL store does about its tables when the host starts, or at first use where there is no host.</summary>
public enum SchemaProvisioning
{
    /// <summary>Creates or updates the tables. Any number of hosts may start at once: each script runs exactly once. When the tables are current, no DDL right is needed.</summary>
    CreateIfMissing = 0,

    /// <summary>Changes nothing, and refuses tables that are missing, older or newer than the library. The scripts are in the package, in <c>schema/</c>.</summary>
    Validate = 1,

    /// <summary>Looks at no table: the host answers for them. It starts while the database is down, logs a warning, and answers 503 until the database is there.</summary>
    None = 2,
}
