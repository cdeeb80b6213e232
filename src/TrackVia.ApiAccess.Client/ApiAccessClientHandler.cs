using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.Client;

/// <summary>Adds both credentials to a request for the API itself, and refuses to send one that would carry them elsewhere.</summary>
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

    /// <returns>The header that carries the API key.</returns>
    private string AddCredentials(HttpRequestMessage request)
    {
        var current = options.Get(clientName);
        Check(request, current.Address!);
        request.Headers.TryAddWithoutValidation(current.UserKeyHeader, current.ApiKey);
        request.Headers.Authorization = new AuthenticationHeaderValue(CredentialHeaders.Bearer, current.AuthToken);
        return current.UserKeyHeader;
    }

    /// <summary>A request that is sent again gets the credentials of that moment, and one that is kept or logged has none.</summary>
    private static void RemoveCredentials(HttpRequestMessage request, string userKeyHeader)
    {
        request.Headers.Remove(userKeyHeader);
        request.Headers.Authorization = null;
    }

    private void Check(HttpRequestMessage request, Uri address)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } target
            || Uri.Compare(target, address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            throw new InvalidOperationException(
                $"The client '{clientName}' carries credentials for {Origin(address)}, and this request goes to {Origin(request.RequestUri)}. Send it by a client without them.");
        }

        if (request.Headers.NonValidated.Select(entry => entry.Key).FirstOrDefault(CredentialHeaders.Carries) is { } present)
        {
            throw new InvalidOperationException(
                $"The request has a header {present} already, and the client '{clientName}' adds its own. Take it off the request, or use a client without credentials.");
        }

        if (FollowsRedirects())
        {
            throw new InvalidOperationException(
                $"The primary handler of the client '{clientName}' follows redirects by itself, and would carry user_key to wherever they lead. Set its AllowAutoRedirect to false.");
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

    private static string Origin(Uri? address) => address is { IsAbsoluteUri: true } ? address.GetLeftPart(UriPartial.Authority) : "no absolute address";
}
