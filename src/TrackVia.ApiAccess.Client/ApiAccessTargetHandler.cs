using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client;

/// <summary>Throws for a request that does not name the service, before a handler of the client resolves the name.</summary>
internal sealed class ApiAccessTargetHandler(IOptionsMonitor<ApiAccessClientOptions> options, string clientName) : DelegatingHandler
{
    /// <summary>Throws for a request with credentials to another address than the API's.</summary>
    public static void Check(HttpRequestMessage request, Uri address, string clientName)
    {
        if (!Origin.IsSame(request.RequestUri, address))
        {
            throw new InvalidOperationException(
                $"The client '{clientName}' sends credentials to {Origin.Of(address)} only, and this request goes to {Origin.Of(request.RequestUri)}. Send it by a client without credentials.");
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CheckName(request);
        return base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CheckName(request);
        return base.Send(request, cancellationToken);
    }

    private void CheckName(HttpRequestMessage request)
    {
        if (options.Get(clientName) is { UseServiceDiscovery: true, BaseAddress: { } address })
        {
            Check(request, address, clientName);
        }
    }
}
