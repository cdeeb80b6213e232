using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>Stops the start of a host whose management endpoints have no authorization policy. Runs after all endpoints are mapped, before the listener opens.</summary>
/// <remarks>The endpoints themselves need a policy, because a fallback policy may be removed or meant for other endpoints.</remarks>
internal sealed class AuthorizationPolicyStartupFilter : IStartupFilter
{
    /// <summary>Gets the metadata that marks management endpoints.</summary>
    public static object Marker { get; } = new MountedEndpoint();

    /// <summary>Determines whether an endpoint manages API access.</summary>
    public static bool IsMounted(EndpointMetadataCollection metadata) => metadata.GetMetadata<MountedEndpoint>() is not null;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        using var scope = app.ApplicationServices.CreateScope();
        var policies = scope.ServiceProvider.GetService<IAuthorizationPolicyProvider>();
        var mounted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in app.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            if (IsMounted(endpoint.Metadata))
            {
                Check(endpoint, policies);
                var hosts = endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts ?? [];
                if (!mounted.Add($"{endpoint.DisplayName} {string.Join(' ', hosts)}"))
                {
                    throw new InvalidOperationException(
                        $"'{endpoint.DisplayName}' is mapped twice, so every call of it would fail. Call MapApiAccess once for each path.");
                }
            }
        }
    };

    private static void Check(Endpoint endpoint, IAuthorizationPolicyProvider? policies)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' manages credentials and allows anonymous users. Remove AllowAnonymous from the group that MapApiAccess is called on.");
        }

        if (!HasPolicy(endpoint.Metadata))
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' manages credentials and has no authorization policy for Super Admins. "
                + "Call MapApiAccess(path).RequireAuthorization(policy) with a policy that admits only Super Admins.");
        }

        if (NamedPolicies(endpoint.Metadata).FirstOrDefault(name => !Exists(policies, name)) is { } unknown)
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' manages credentials and requires the authorization policy '{unknown}', which does not exist, so every request would fail. "
                + $"Correct the name, or add the policy: services.AddAuthorizationBuilder().AddPolicy(\"{unknown}\", policy => ...).");
        }
    }

    /// <summary>Determines whether the endpoint has a policy of its own. <c>RequireAuthorization()</c> without a policy admits every signed-in user.</summary>
    private static bool HasPolicy(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<AuthorizationPolicy>() is not null
        || metadata.GetMetadata<IAuthorizationRequirementData>() is not null
        || NamedPolicies(metadata).Any()
        || metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => !string.IsNullOrEmpty(data.Roles));

    private static IEnumerable<string> NamedPolicies(EndpointMetadataCollection metadata) =>
        metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().Where(name => name.Length > 0);

    /// <summary>Determines whether a policy exists. Runs while the host starts, where nothing can be awaited; the framework's provider completes synchronously.</summary>
    private static bool Exists(IAuthorizationPolicyProvider? policies, string name) =>
        policies?.GetPolicyAsync(name).GetAwaiter().GetResult() is not null;

    private sealed class MountedEndpoint;
}
