using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.EntityFrameworkCore;

/// <summary>Creates the store from what a context is configured with. The context is disposed before the store is used.</summary>
internal static class ContextStore
{
    public static SqlApiAccessStore Create<TContext>(IServiceProvider services, SchemaProvisioning provisioning)
        where TContext : DbContext
    {
        using var scope = services.CreateScope();
        var factory = scope.ServiceProvider.GetService<IDbContextFactory<TContext>>();
        using var created = factory?.CreateDbContext();
        var context = created ?? scope.ServiceProvider.GetService<TContext>() ?? throw new InvalidOperationException(
            $"UseEntityFrameworkCore<{typeof(TContext).Name}>() found no {typeof(TContext).Name}. Register it with AddDbContext, AddDbContextPool or AddDbContextFactory.");
        var engine = ContextEngines.Of(context);
        var dataSource = DataSourceOf(context, engine);
        return engine.CreateStore(new SqlEngineSettings
        {
            DataSource = dataSource,
            ConnectionString = dataSource is null ? ConnectionStringOf(context) : null,
            Names = NamesOf(context, engine, provisioning),
            Provisioning = provisioning,
            Remedy = $"Add a migration of {typeof(TContext).Name} ('dotnet ef migrations add ApiAccess'), and apply the migrations: 'dotnet ef database update', or "
                + "Database.MigrateAsync() before the host starts.",
            TimeProvider = services.GetRequiredService<TimeProvider>(),
            LoggerFactory = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
        });
    }

    private static TableNames NamesOf(DbContext context, SqlEngine engine, SchemaProvisioning provisioning) =>
        ModelTables.Find(context.Model, engine)?.Names
        ?? (provisioning == SchemaProvisioning.CreateIfMissing
            ? new TableNames()
            : throw new InvalidOperationException(
                $"The model of {context.GetType().Name} does not have the tables of API access, so its migrations cannot create them. Call "
                + $"modelBuilder.{nameof(ApiAccessModelBuilderExtensions.AddApiAccessTables)}() in OnModelCreating, or set "
                + $"{nameof(EntityFrameworkCoreStoreOptions)}.{nameof(EntityFrameworkCoreStoreOptions.Provisioning)} to {nameof(SchemaProvisioning.CreateIfMissing)}."));

    /// <summary>
    /// Returns the data source that the provider uses: of the options, of the container, or one that plugins made it build;
    /// <see langword="null"/> if it opens connections by a connection string.
    /// </summary>
    /// <remarks>The provider of Npgsql exposes it as a property; the common interfaces of Entity Framework Core do not have it.</remarks>
    private static DbDataSource? DataSourceOf(DbContext context, SqlEngine engine)
    {
        if (!engine.UsesDataSources)
        {
            return null;
        }

        // A data source may know a password or a certificate that its connection string does not contain.
        var connection = context.GetService<IRelationalConnection>();
        var property = connection.GetType().GetProperty("DbDataSource", typeof(DbDataSource)) ?? throw new InvalidOperationException(
            $"{connection.GetType().Name} of the provider '{context.Database.ProviderName}' does not expose the data source of {context.GetType().Name}, as version 10 of "
            + "the provider does. Use that version, or pass the data source to UsePostgreSql instead.");
        return (DbDataSource?)property.GetValue(connection);
    }

    private static string ConnectionStringOf(DbContext context)
    {
        if (RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>()).Connection is not null)
        {
            throw new InvalidOperationException(
                $"{context.GetType().Name} is configured with a connection, which cannot be shared by operations that run at the same time. Configure it with a "
                + "connection string or a data source.");
        }

        return context.Database.GetConnectionString() ?? throw new InvalidOperationException(
            $"{context.GetType().Name} has no connection string. Pass one to the provider in the options of the context.");
    }
}
