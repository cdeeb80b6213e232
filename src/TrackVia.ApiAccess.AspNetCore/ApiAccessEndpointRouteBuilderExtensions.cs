using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore;
using TrackVia.ApiAccess.AspNetCore.Management.Endpoints;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;
using TrackVia.ApiAccess.AspNetCore.Page;
using TrackVia.ApiAccess.AspNetCore.SignIn;
using TrackVia.ApiAccess.Management.Callbacks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Endpoints of API access.</summary>
public static class ApiAccessEndpointRouteBuilderExtensions
{
    /// <summary>Maps the API Access page and the management endpoints under a path (R19, R21). <see cref="ApiAccessPageOptions"/> adapt the page to the host.</summary>
    /// <remarks>
    /// Call <c>RequireAuthorization</c> with a policy for Super Admins on the returned builder: without a policy, or with the name of one that does not exist, the host does not start. The
    /// conventions apply only to these endpoints. Whatever the policy says, only a <see cref="CurrentUser"/> who is a Super Admin is admitted (R18).
    /// </remarks>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="path">The path, such as <c>/account/api-access</c>.</param>
    /// <returns>The conventions of the endpoints.</returns>
    /// <exception cref="InvalidOperationException"><c>UseCurrentUser</c> was not called.</exception>
    public static IEndpointConventionBuilder MapApiAccess(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var services = endpoints.ServiceProvider;
        var mapping = services.GetService<CurrentUserMapping>()
            ?? throw new InvalidOperationException($"MapApiAccess cannot find the user of a request. {CurrentUserMapping.Remedy}");

        var group = endpoints.MapGroup(path);
        group.WithMetadata(AuthorizationPolicyStartupFilter.Marker).DisableCookieRedirect();
        group.AddEndpointFilter(new ResponseHeadersFilter())
            .AddEndpointFilter(new StoreFailureFilter(
                services.GetRequiredService<ILogger<StoreFailureFilter>>(), services.GetRequiredService<TimeProvider>()))
            .AddEndpointFilter(new ActorFilter(mapping, services.GetRequiredService<HostCallbacks>()))
            .AddEndpointFilter(new AntiforgeryFilter(services.GetRequiredService<AntiforgeryGuard>()));

        PageEndpoints.Map(group);
        AntiforgeryEndpoints.Map(group);
        ApiKeyEndpoints.Map(group);
        TokenEndpoints.Map(group);
        UserEndpoints.Map(group);
        HistoryEndpoints.Map(group);
        return group;
    }
}
