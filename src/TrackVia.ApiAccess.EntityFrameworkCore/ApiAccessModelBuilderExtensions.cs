using TrackVia.ApiAccess.EntityFrameworkCore;
using TrackVia.ApiAccess.Sql;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the tables of API access to a model.</summary>
public static class ApiAccessModelBuilderExtensions
{
    private const int MaxSchemaLength = 63;

    /// <summary>Adds the tables of API access to a model, so that migrations create them, and upgrade them with the library.</summary>
    /// <remarks>
    /// The model receives the names and the version of the tables as annotations, and no entity types. <c>dotnet ef migrations add</c> puts
    /// the library's own scripts for the context's provider into the migration. <c>EnsureCreated</c> does not create the tables.
    /// </remarks>
    /// <param name="modelBuilder">The model builder.</param>
    /// <param name="schema">
    /// The schema of the tables: 1 to 63 letters (a to z), digits and underscores that do not begin with a digit. <see langword="null"/> for
    /// the model's default schema, or that of the connection. Ignored on SQLite, which has no schemas.
    /// </param>
    /// <param name="tablePrefix">
    /// The beginning of each table's name: 1 to 40 lower-case letters (a to z), digits and underscores that do not begin with a digit.
    /// </param>
    /// <returns>The model builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="schema"/> or <paramref name="tablePrefix"/> is not valid.</exception>
    public static ModelBuilder AddApiAccessTables(
        this ModelBuilder modelBuilder, string? schema = null, string tablePrefix = TableNames.DefaultPrefix)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        if (TableNames.FaultOfSchema(schema, MaxSchemaLength) is { } faultOfSchema)
        {
            throw new ArgumentException(faultOfSchema, nameof(schema));
        }

        if (TableNames.FaultOfPrefix(tablePrefix) is { } faultOfPrefix)
        {
            throw new ArgumentException(faultOfPrefix, nameof(tablePrefix));
        }

        ModelTables.Annotate(modelBuilder.Model, schema, tablePrefix);
        return modelBuilder;
    }
}
