using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using TrackVia.ApiAccess.Validation;
using TrackVia.ApiAccess.Validation.Connections;

namespace TrackVia.ApiAccess.AspNetCore.Connections;

/// <summary>Ends the hub connection of a polling client (R33). It outlives each of its requests, so aborting a request would not end it.</summary>
internal sealed class PolledHubFilter(ConnectionAdmission admission) : IHubFilter
{
    private static readonly object IdentityKey = new();
    private static readonly object ConnectionKey = new();

    /// <summary>Stores the identity of a request where the hub connection that it opens finds it: SignalR copies items, but not features.</summary>
    public static void Leave(HttpContext context, ApiIdentity identity)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null)
        {
            context.Items[IdentityKey] = identity;
        }
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var hub = context.Context;
        if (hub.Features.Get<IHttpTransportFeature>()?.TransportType is not HttpTransportType.LongPolling
            || hub.GetHttpContext()?.Items[IdentityKey] is not ApiIdentity identity)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var (connection, _) = await admission.OpenAsync(identity, hub.Abort, hub.ConnectionAborted).ConfigureAwait(false);
        if (connection is null)
        {
            hub.Abort();
            return;
        }

        hub.Items[ConnectionKey] = connection;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch
        {
            // SignalR does not report the end of a connection that a hub refused.
            connection.Dispose();
            throw;
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        (context.Context.Items[ConnectionKey] as OpenConnection)?.Dispose();
        return next(context, exception);
    }
}
