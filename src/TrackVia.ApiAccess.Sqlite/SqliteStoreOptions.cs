using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>The options of the SQLite store.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>Gets or sets what is done about the tables at start.</summary>
    /// <value>Default: <see cref="SchemaProvisioning.CreateIfMissing"/>.</value>
    public SchemaProvisioning Provisioning { get; set; }

    /// <summary>Gets or sets how long one attempt waits for a file that another process is writing to.</summary>
    /// <value>Default: 5 seconds. Bounds: 1 millisecond to 1 hour.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
