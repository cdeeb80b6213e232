using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TrackVia.ApiAccess.Hosting;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Provisions before the host's listener opens. Where there is no host, the first use does it.</summary>
internal sealed class SchemaProvisioningService(IApiAccessStore store) : IHostedLifecycleService
{
    /// <summary>Makes the builder keep accounts in a SQL store.</summary>
    public static ApiAccessBuilder Use(ApiAccessBuilder builder, Func<IServiceProvider, SqlApiAccessStore> factory)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaProvisioningService>());
        NodeService.AddTo(builder.Services);
        return builder.UseStore(factory);
    }

    // A store that was chosen later may be of another kind.
    public Task StartingAsync(CancellationToken cancellationToken) =>
        store is SqlApiAccessStore sql ? sql.ProvisionAtStartAsync(cancellationToken).AsTask() : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
