using Microsoft.EntityFrameworkCore;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.EntityFrameworkCore;

/// <summary>The options of the store in the database of a <see cref="DbContext"/>. The context supplies everything else.</summary>
public sealed class EntityFrameworkCoreStoreOptions
{
    /// <summary>Gets or sets what the store does about its tables when the host starts.</summary>
    /// <value>
    /// Default: <see cref="SchemaProvisioning.Validate"/>, because the context's migrations create the tables. A migration that is missing
    /// stops the host's start. <see cref="SchemaProvisioning.CreateIfMissing"/> suits a host without migrations, such as a test that calls
    /// <c>EnsureCreated</c>.
    /// </value>
    public SchemaProvisioning Provisioning { get; set; } = SchemaProvisioning.Validate;
}
