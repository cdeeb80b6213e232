using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.AspNetCore.Authentication;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.AspNetCore.Connections;

/// <summary>An endpoint whose requests are aborted when their auth token ends (R33). It wraps the endpoint, so it runs after authorization.</summary>
internal sealed class TokenBoundEndpoint(RequestDelegate next)
{
    private static readonly object Marker = new();

    /// <summary>Wraps an endpoint, once.</summary>
    /// <exception cref="InvalidOperationException">The scheme is not registered, or there is nothing to wrap.</exception>
    public static void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Contains(Marker))
        {
            return;
        }

        if (endpoint.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(typeof(ApiAccessAuthenticationHandler)) is false)
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' closes its connections when their auth token ends, but the scheme ApiAccess is not registered, so no request has one. "
                + "Call services.AddAuthentication().AddApiAccess(), or remove CloseWhenTokenEnds.");
        }

        if (endpoint.RequestDelegate is not { } next)
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' has no request delegate yet, so its connections could not be closed when their auth token ends. Call CloseWhenTokenEnds after the call that maps the endpoint.");
        }

        endpoint.Metadata.Add(Marker);
        endpoint.RequestDelegate = new TokenBoundEndpoint(next).InvokeAsync;
    }

    private async Task InvokeAsync(HttpContext context)
    {
        // The scheme's handler sets it on a request with a valid token.
        if (context.Features.Get<ApiIdentity>() is not { } identity)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var admission = context.RequestServices.GetRequiredService<ConnectionAdmission>();
        var (connection, result) = await admission.OpenAsync(identity, context.Abort, context.RequestAborted).ConfigureAwait(false);
        if (connection is null)
        {
            Refuse(context, result);
            return;
        }

        using (connection)
        {
            PolledHubFilter.Leave(context, identity);
            await next(context).ConfigureAwait(false);
        }
    }

    /// <summary>The token has ended since it was validated, or this node could not close the connection when it does.</summary>
    private static void Refuse(HttpContext context, in ValidationResult result)
    {
        var options = context.RequestServices.GetRequiredService<IOptionsMonitor<ApiAccessAuthenticationOptions>>();
        (result.IsUnavailable ? BearerResponse.Unavailable : BearerResponse.InvalidToken)
            .Pend(context, options.Get(ApiAccessDefaults.AuthenticationScheme).Realm, isDecisive: true);
    }
}
