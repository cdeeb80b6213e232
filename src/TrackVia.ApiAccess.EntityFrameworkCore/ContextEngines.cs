using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.EntityFrameworkCore;

/// <summary>
/// Finds the engine of a context's provider. The engines are found by name, so that this package brings no driver: as Entity Framework Core
/// itself, it works beside the package of the database that the host uses.
/// </summary>
internal static class ContextEngines
{
    /// <summary>Returns the engine for the context's provider.</summary>
    /// <exception cref="InvalidOperationException">There is none, or its package is missing.</exception>
    public static SqlEngine Of(DbContext context) => context.Database.ProviderName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => Create(
            context, Type.GetType("TrackVia.ApiAccess.Sqlite.SqliteEngine, TrackVia.ApiAccess.Sqlite"), "TrackVia.ApiAccess.Sqlite"),
        "Npgsql.EntityFrameworkCore.PostgreSQL" => Create(
            context, Type.GetType("TrackVia.ApiAccess.PostgreSql.PostgreSqlEngine, TrackVia.ApiAccess.PostgreSql"), "TrackVia.ApiAccess.PostgreSql"),
        var provider => throw new InvalidOperationException(
            $"The provider of {context.GetType().Name} is '{provider}', and the library supports no database of it with Entity Framework Core. Use the provider "
            + "Microsoft.EntityFrameworkCore.Sqlite or Npgsql.EntityFrameworkCore.PostgreSQL, or keep the accounts in another database: UseSqlite, UsePostgreSql, "
            + "UseMySql, or a store of your own."),
    };

    private static SqlEngine Create(
        DbContext context, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type? type, string package) =>
        type is null
            ? throw new InvalidOperationException(
                $"The provider of {context.GetType().Name} is '{context.Database.ProviderName}', for which the package {package} is missing. Add it to the "
                + "host's project.")
            : (SqlEngine)Activator.CreateInstance(type)!;
}
