using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>The options of the SQLite store. Validated when the host starts, or at first use.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>Gets or sets the connection string, in the format of Microsoft.Data.Sqlite: <c>Data Source=FILE</c>.</summary>
    /// <value>Required: it has no default, and must name a file.</value>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets what the store does about its tables when the host starts.</summary>
    /// <value>Default: <see cref="SchemaProvisioning.CreateIfMissing"/>.</value>
    public SchemaProvisioning Provisioning { get; set; }

    /// <summary>
    /// Gets or sets the beginning of each table's name. All hosts that share the tables set the same value; stores with different values do
    /// not see each other. A schema cannot be chosen: SQLite's schemas are attached files, which do not commit together.
    /// </summary>
    /// <value>
    /// 1 to 40 lower-case letters (a to z), digits and underscores that do not begin with a digit or with <c>sqlite_</c>. Default:
    /// <c>api_access_</c>.
    /// </value>
    public string TablePrefix { get; set; } = TableNames.DefaultPrefix;

    /// <summary>Gets or sets the duration for which one attempt waits while another process writes to the file.</summary>
    /// <value>A duration. Default: 5 seconds. Bounds: 1 millisecond to 1 hour.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
