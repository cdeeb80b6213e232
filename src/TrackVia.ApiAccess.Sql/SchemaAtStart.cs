using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// Provisions before the host's listener opens, and refuses a host whose leases would last otherwise than the other nodes'.
/// Where there is no host, the first use does it.
/// </summary>
internal sealed class SchemaAtStart(IApiAccessStore store, IOptions<ApiAccessOptions> options) : IHostedLifecycleService
{
    /// <summary>Makes the builder keep accounts in a SQL store.</summary>
    public static ApiAccessBuilder Use(ApiAccessBuilder builder, Func<IServiceProvider, SqlApiAccessStore> factory)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaAtStart>());
        return builder.UseStore(factory);
    }

    // A store that was chosen later may be of another kind.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (store is not SqlApiAccessStore sql)
        {
            return;
        }

        await sql.ProvisionAsync(cancellationToken).ConfigureAwait(false);
        if (options.Value.UseSnapshots)
        {
            var nodes = await sql.ListAsync(cancellationToken).ConfigureAwait(false);
            NodeTerms.Check(options.Value.MaxStaleness, nodes.Count > 0 ? nodes[0].MaxStaleness : options.Value.MaxStaleness);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
