using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Provisions the tables before the host's listener opens. Where there is no host, the first use of the store does it.</summary>
internal sealed class SchemaProvisioningService(IServiceProvider services, SqlStoreRegistration registration) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Creates the store, which may be the SQL store, wrap it, or be of another kind. Not in the constructor: the host creates its
        // services
        // before it has validated the options.
        _ = services.GetRequiredService<IApiAccessStore>();
        return registration.Store?.ProvisionAtStartAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
