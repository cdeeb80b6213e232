using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>The options of the PostgreSQL store. Validated when the host starts, or at first use.</summary>
public sealed class PostgreSqlStoreOptions
{
    /// <summary>
    /// Gets or sets the connection string, in the format of Npgsql. It may name several hosts: a primary and its standbys.
    /// </summary>
    /// <value>
    /// Default: <see langword="null"/>, and the store uses the data source that the host has registered. The overload that takes a data
    /// source ignores this option.
    /// </value>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets what the store does about its tables when the host starts.</summary>
    /// <value>Default: <see cref="SchemaProvisioning.CreateIfMissing"/>.</value>
    public SchemaProvisioning Provisioning { get; set; }
}
