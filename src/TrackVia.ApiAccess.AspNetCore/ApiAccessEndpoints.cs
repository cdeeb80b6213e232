using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>Finds the endpoints of a host that accept API credentials, for documents that describe them.</summary>
public static class ApiAccessEndpoints
{
    /// <summary>Determines whether an endpoint requires authorization, and accepts the credentials of the scheme <see cref="ApiAccessDefaults.AuthenticationScheme"/> for it.</summary>
    /// <remarks>
    /// By a policy that names the scheme, by <c>[Authorize(AuthenticationSchemes = ...)]</c>, by a policy without schemes where it is the default one, by the
    /// fallback policy, or by a policy scheme that forwards an auth token to it. Safe for use by many threads.
    /// </remarks>
    /// <param name="metadata">The endpoint's metadata, such as <c>Endpoint.Metadata</c> or <c>ActionDescriptor.EndpointMetadata</c>.</param>
    /// <param name="services">The host's services.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public static async Task<bool> AcceptCredentialsAsync(IEnumerable<object> metadata, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(services);
        var all = metadata.ToList();
        if (all.OfType<IAllowAnonymous>().Any()
            || services.GetService<IAuthorizationPolicyProvider>() is not { } policies
            || await FindPolicyAsync(all, policies).ConfigureAwait(false) is not { } policy)
        {
            return false;
        }

        var schemes = services.GetRequiredService<IAuthenticationSchemeProvider>();
        var names = policy.AuthenticationSchemes.Count > 0 ? policy.AuthenticationSchemes
            : await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is { } byDefault ? [byDefault.Name]
            : (IReadOnlyList<string>)[];
        foreach (var name in names)
        {
            if (name == ApiAccessDefaults.AuthenticationScheme
                || (await schemes.GetSchemeAsync(name).ConfigureAwait(false) is { } scheme && ForwardsTokens(scheme, services)))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<AuthorizationPolicy?> FindPolicyAsync(List<object> metadata, IAuthorizationPolicyProvider policies) =>
        await AuthorizationPolicy.CombineAsync(policies, metadata.OfType<IAuthorizeData>(), metadata.OfType<AuthorizationPolicy>()).ConfigureAwait(false)
        ?? (metadata.OfType<IAuthorizationRequirementData>().Any()
            ? await policies.GetDefaultPolicyAsync().ConfigureAwait(false)
            : await policies.GetFallbackPolicyAsync().ConfigureAwait(false));

    /// <summary>Determines whether a policy scheme forwards a request with an auth token to this scheme, by calling its selector.</summary>
    private static bool ForwardsTokens(AuthenticationScheme scheme, IServiceProvider services)
    {
        if (scheme.HandlerType != typeof(PolicySchemeHandler))
        {
            return false;
        }

        var options = services.GetRequiredService<IOptionsMonitor<PolicySchemeOptions>>().Get(scheme.Name);
        var request = new DefaultHttpContext { RequestServices = services };
        request.Request.Headers.Authorization = "Bearer tvt_";
        return (options.ForwardAuthenticate ?? options.ForwardDefaultSelector?.Invoke(request) ?? options.ForwardDefault) == ApiAccessDefaults.AuthenticationScheme;
    }
}
