using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>The options of the PostgreSQL store.</summary>
public sealed class PostgreSqlStoreOptions
{
    /// <summary>Gets or sets what is done about the tables at start.</summary>
    /// <value>Default: <see cref="SchemaProvisioning.CreateIfMissing"/>.</value>
    public SchemaProvisioning Provisioning { get; set; }
}
