using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client;

/// <summary>Adds both credentials to requests for the API, and throws for a request that would send them elsewhere.</summary>
internal sealed class ApiAccessClientHandler(IOptionsMonitor<ApiAccessClientOptions> options, string clientName) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var header = AddCredentials(request);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            RemoveCredentials(request, header);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var header = AddCredentials(request);
        try
        {
            return base.Send(request, cancellationToken);
        }
        finally
        {
            RemoveCredentials(request, header);
        }
    }

    /// <returns>The header with the API key.</returns>
    private string AddCredentials(HttpRequestMessage request)
    {
        var current = options.Get(clientName);
        Check(request, current);
        request.Headers.TryAddWithoutValidation(current.UserKeyHeader, current.ApiKey);
        request.Headers.Authorization = new AuthenticationHeaderValue(CredentialHeaders.Bearer, current.AuthToken);
        return current.UserKeyHeader;
    }

    /// <summary>Removes the credentials after sending, so that a request that is sent again gets the current ones, and a logged request has none.</summary>
    private static void RemoveCredentials(HttpRequestMessage request, string userKeyHeader)
    {
        request.Headers.Remove(userKeyHeader);
        request.Headers.Authorization = null;
    }

    private void Check(HttpRequestMessage request, ApiAccessClientOptions current)
    {
        var address = current.BaseAddress!;
        if (!current.UseServiceDiscovery)
        {
            ApiAccessTargetHandler.Check(request, address, clientName);
        }
        else if (request.RequestUri is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new InvalidOperationException(
                $"No handler of the client '{clientName}' has resolved the name of the service {Origin.Of(address)}. Add service discovery to it, by AddServiceDiscovery.");
        }
        else if (!Origin.IsSecure(request.RequestUri) && !current.AllowInsecureHttp)
        {
            throw new InvalidOperationException(
                $"The client '{clientName}' sends credentials to {Origin.Of(address)}, and its name was resolved to {Origin.Of(request.RequestUri)}, which would send them unencrypted. "
                + "Give the service an https endpoint, or set AllowInsecureHttp in a network that protects its traffic itself.");
        }

        if (request.Headers.NonValidated.Select(entry => entry.Key).FirstOrDefault(CredentialHeaders.Carries) is { } present)
        {
            throw new InvalidOperationException(
                $"The request already has a header {present}, and the client '{clientName}' adds its own. Remove it from the request, or use a client without credentials.");
        }

        if (FollowsRedirects())
        {
            throw new InvalidOperationException(
                $"The primary handler of the client '{clientName}' follows redirects by itself, and would send user_key to their targets. Set its AllowAutoRedirect to false.");
        }
    }

    private bool FollowsRedirects()
    {
        var handler = InnerHandler;
        while (handler is DelegatingHandler { InnerHandler: var inner })
        {
            handler = inner;
        }

        return handler is SocketsHttpHandler { AllowAutoRedirect: true } or HttpClientHandler { AllowAutoRedirect: true };
    }
}
