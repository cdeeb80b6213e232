using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.EntityFrameworkCore;
using TrackVia.ApiAccess.Sql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores accounts in the database of a <see cref="DbContext"/>.</summary>
public static class EntityFrameworkCoreApiAccessBuilderExtensions
{
    /// <summary>Stores accounts in the database of a <see cref="DbContext"/> of the host.</summary>
    /// <remarks>
    /// <para>
    /// When the host starts, the context's options supply the provider, the connection string or data source, and its model the names of the
    /// tables (<c>AddApiAccessTables</c>). From then on the store opens connections of its own and uses neither the context nor its change
    /// tracker. The context may be registered by <c>AddDbContext</c>, <c>AddDbContextPool</c> or as a factory.
    /// </para>
    /// <para>
    /// The providers for SQLite and PostgreSQL are supported, each with its package <c>TrackVia.ApiAccess.Sqlite</c> or
    /// <c>TrackVia.ApiAccess.PostgreSql</c>. The host's start, or the first use without a host, throws an
    /// <see cref="InvalidOperationException"/> for a context that is not registered, of another provider, without the tables in its model,
    /// or that was given an open connection; and a <see cref="TrackVia.ApiAccess.Storage.StoreUnavailableException"/> if a migration has not
    /// been applied.
    /// </para>
    /// <para>Of several calls, the last one applies.</para>
    /// </remarks>
    /// <typeparam name="TContext">The context, which the host registers.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, or <see langword="null"/>.</param>
    /// <returns>The builder.</returns>
    public static ApiAccessBuilder UseEntityFrameworkCore<TContext>(
        this ApiAccessBuilder builder, Action<EntityFrameworkCoreStoreOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure ?? (_ => { }));
        return SqlStoreRegistration.Use(
            builder,
            services => ContextStore.Create<TContext>(services, services.GetRequiredService<IOptions<EntityFrameworkCoreStoreOptions>>().Value.Provisioning));
    }
}
