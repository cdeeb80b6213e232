using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>
/// The host's authentication, except that a management call receives 401 or 403 where the host's scheme would redirect a browser, and no cookie (T46).
/// </summary>
/// <remarks>
/// Every challenge passes here: those of the authorization middleware and of the host's own middleware, and those that a policy scheme
/// forwards. A scheme that responds with an error, such as 401 with <c>WWW-Authenticate</c>, responds as it does elsewhere.
/// </remarks>
internal sealed class CallAuthenticationService(IAuthenticationService inner) : IAuthenticationService
{
    /// <summary>Decorates the registered service. Calling it again changes nothing.</summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(Decorated)))
        {
            return;
        }

        services.AddSingleton<Decorated>().AddAuthenticationCore();
        var inner = services.Last(service => service.ServiceType == typeof(IAuthenticationService) && !service.IsKeyedService);
        services.Remove(inner);
        services.Add(ServiceDescriptor.Describe(
            typeof(IAuthenticationService),
            provider => new CallAuthenticationService((IAuthenticationService)(
                inner.ImplementationInstance
                ?? inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))),
            inner.Lifetime));
    }

    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => inner.AuthenticateAsync(context, scheme);

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        inner.SignInAsync(context, scheme, principal, properties);

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => inner.SignOutAsync(context, scheme, properties);

    public async Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        if (!IsCall(context))
        {
            await inner.ChallengeAsync(context, scheme, properties).ConfigureAwait(false);
        }
        else if (await IsRemoteAsync(context, scheme).ConfigureAwait(false))
        {
            // The scheme is not called: it might call its provider, which may be down, for a response that is discarded.
            await RefuseAsync(context, StatusCodes.Status401Unauthorized).ConfigureAwait(false);
        }
        else
        {
            await RespondAsync(context, StatusCodes.Status401Unauthorized, () => inner.ChallengeAsync(context, scheme, properties)).ConfigureAwait(false);
        }
    }

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => IsCall(context)
        ? RespondAsync(context, StatusCodes.Status403Forbidden, () => inner.ForbidAsync(context, scheme, properties))
        : inner.ForbidAsync(context, scheme, properties);

    /// <summary>Determines whether a request is a call, as the framework does: its endpoint opted out of cookie redirects and not in again. The page's document opted in again.</summary>
    private static bool IsCall(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && AuthorizationPolicyStartupFilter.IsMounted(metadata)
        && metadata.GetMetadata<IAllowCookieRedirectMetadata>() is null;

    private static async Task<bool> IsRemoteAsync(HttpContext context, string? scheme)
    {
        var services = context.RequestServices;
        var name = scheme ?? (await services.GetRequiredService<IAuthenticationSchemeProvider>().GetDefaultChallengeSchemeAsync().ConfigureAwait(false))?.Name;
        var handler = name is null ? null
            : await services.GetRequiredService<IAuthenticationHandlerProvider>().GetHandlerAsync(context, name).ConfigureAwait(false);
        for (var type = handler?.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RemoteAuthenticationHandler<>))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends the scheme's response where it is an error. A redirect, or a page that posts itself to a provider, becomes <paramref name="status"/>.</summary>
    private static async Task RespondAsync(HttpContext context, int status, Func<Task> respond)
    {
        if (context.Response.HasStarted)
        {
            return; // Another scheme of the policy has responded.
        }

        using var held = new HeldResponse(context);
        await respond().ConfigureAwait(false);
        if (held.StatusCode >= StatusCodes.Status400BadRequest)
        {
            held.Headers.Remove(HeaderNames.Location); // A sign-in page, with the caller's Host and query.
            await held.SendAsync().ConfigureAwait(false);
            return;
        }

        held.Dispose();
        await RefuseAsync(context, status).ConfigureAwait(false);
    }

    /// <summary>Sets the status without a body, so that the next scheme of the policy can still add its challenge.</summary>
    private static Task RefuseAsync(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        // Set by the guard of the console's cookie, which could not judge the session and signed out no user (R25).
        if (context.Features.Get<Problem>() is { } storeIsDown)
        {
            return storeIsDown.ExecuteAsync(context);
        }

        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private sealed class Decorated;
}
