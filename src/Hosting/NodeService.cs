using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace TrackVia.ApiAccess.Hosting;

/// <summary>Starts the node before the host's listener opens, and stops it once the server has finished its last request.</summary>
/// <remarks>
/// Compiled into each package that knows hosting; the core knows none. Where two of them register it, the node starts and stops only once.
/// A host whose start failed stops nothing; then the container's disposal does it.
/// </remarks>
internal sealed class NodeService(IServiceProvider services) : IHostedLifecycleService
{
    // Not in the constructor: the host makes its services before it has validated the options that the node needs.
    private ApiAccessNode? Node => services.GetService<ApiAccessNode>();

    public static void AddTo(IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NodeService>());

    public Task StartingAsync(CancellationToken cancellationToken) => Node?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Requests may have used up the time to shut down; leaving takes a moment, and is bounded by itself.
    public Task StoppedAsync(CancellationToken cancellationToken) => Node?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;
}
