using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>Refuses to start a host whose management endpoints nobody guards. It runs when all is mapped, before the listener opens.</summary>
/// <remarks>A policy is asked of the endpoints themselves: the host's fallback policy may go, or be meant for others.</remarks>
internal sealed class MountingCheck : IStartupFilter
{
    /// <summary>Marks the endpoints that are checked.</summary>
    public static object Marker { get; } = new MountedEndpoint();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        foreach (var endpoint in app.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<MountedEndpoint>() is not null)
            {
                Check(endpoint);
            }
        }
    };

    private static void Check(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' manages credentials and allows anonymous users. Remove AllowAnonymous from what MapApiAccess is mapped on.");
        }

        if (!HasPolicy(endpoint.Metadata))
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' manages credentials and has no authorization policy for Super Admins. "
                + "Call MapApiAccess(path).RequireAuthorization(policy) with a policy that admits Super Admins alone.");
        }
    }

    /// <summary>A policy that was named or given. <c>RequireAuthorization()</c> alone admits everyone who is signed in.</summary>
    private static bool HasPolicy(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<AuthorizationPolicy>() is not null
        || metadata.GetMetadata<IAuthorizationRequirementData>() is not null
        || metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => !string.IsNullOrEmpty(data.Policy) || !string.IsNullOrEmpty(data.Roles));

    private sealed class MountedEndpoint;
}
