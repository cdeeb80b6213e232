using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TrackVia.ApiAccess.Hosting;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Registers a SQL store, and holds the one that the container has created, also where another store wraps it.</summary>
internal sealed class SqlStoreRegistration
{
    private volatile SqlApiAccessStore? _store;

    /// <summary>Gets the SQL store; <see langword="null"/> where the host chose another kind of store later.</summary>
    public SqlApiAccessStore? Store => _store;

    /// <summary>Makes the builder keep accounts in a SQL store, whose tables are provisioned when the host starts.</summary>
    public static ApiAccessBuilder Use(ApiAccessBuilder builder, Func<IServiceProvider, SqlApiAccessStore> factory)
    {
        builder.Services.TryAddSingleton<SqlStoreRegistration>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaProvisioningService>());
        NodeService.AddTo(builder.Services);
        return builder.UseStore(services => services.GetRequiredService<SqlStoreRegistration>()._store = factory(services));
    }
}
