using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Sql;

/// <summary>What the package of a database offers to integrations that do not know it at compile time.</summary>
internal abstract class SqlEngine
{
    /// <summary>Gets a value indicating whether a schema can qualify the names of tables.</summary>
    public virtual bool HasSchemas => true;

    /// <summary>Gets a value indicating whether the driver has data sources that a host may configure.</summary>
    public virtual bool UsesDataSources => true;

    /// <summary>Returns the scripts of the schema, ordered by version.</summary>
    public abstract IReadOnlyList<SchemaScript> ReadScripts(TableNames names);

    /// <summary>Returns statements that fail with a message, in a database with the library's tables.</summary>
    /// <param name="message">The message, without quotation marks.</param>
    /// <param name="names">The names of the tables.</param>
    public abstract string FailStatement(string message, TableNames names);

    /// <summary>Creates a store.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read or is not suitable.</exception>
    public abstract SqlApiAccessStore CreateStore(SqlEngineSettings settings);
}

/// <summary>What a store needs that an integration creates.</summary>
internal sealed record SqlEngineSettings
{
    /// <summary>Gets the host's data source, which the host continues to own; <see langword="null"/> to use the connection string.</summary>
    public DbDataSource? DataSource { get; init; }

    /// <summary>Gets the connection string; <see langword="null"/> if there is a data source.</summary>
    public string? ConnectionString { get; init; }

    public required TableNames Names { get; init; }

    public required SchemaProvisioning Provisioning { get; init; }

    /// <summary>Gets what to do about tables that are not current, for a person.</summary>
    public required string Remedy { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }
}
