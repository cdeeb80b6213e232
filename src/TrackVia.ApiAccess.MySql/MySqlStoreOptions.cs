using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.MySql;

/// <summary>The options of the store on MariaDB or MySQL. Validated when the host starts, or at first use.</summary>
public sealed class MySqlStoreOptions
{
    /// <summary>
    /// Gets or sets the connection string, in the format of MySqlConnector. It names one server, the primary.
    /// </summary>
    /// <value>
    /// Default: <see langword="null"/>, and the store uses the data source that the host has registered. The overload that takes a data
    /// source ignores this option.
    /// </value>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets what the store does about its tables when the host starts.</summary>
    /// <value>Default: <see cref="SchemaProvisioning.CreateIfMissing"/>.</value>
    public SchemaProvisioning Provisioning { get; set; }

    /// <summary>
    /// Gets or sets the schema of the tables, which is a database of the same server. All hosts that share the tables set the same value.
    /// With <see cref="SchemaProvisioning.CreateIfMissing"/> a missing schema is created.
    /// </summary>
    /// <value>
    /// 1 to 64 letters (a to z), digits and underscores that do not begin with a digit. Default: <see langword="null"/>, and the tables are
    /// in the database that the connection string names.
    /// </value>
    public string? Schema { get; set; }

    /// <summary>
    /// Gets or sets the beginning of each table's name. All hosts that share the tables set the same value; stores with different values do
    /// not see each other.
    /// </summary>
    /// <value>
    /// 1 to 40 lower-case letters (a to z), digits and underscores that do not begin with a digit. Default: <c>api_access_</c>.
    /// </value>
    public string TablePrefix { get; set; } = TableNames.DefaultPrefix;
}
