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
/// The rule is set here, where every challenge passes: those of the authorization middleware, of a middleware of the host's, and those that a policy scheme
/// forwards. A scheme whose answer is an error, such as 401 with <c>WWW-Authenticate</c>, answers as it does elsewhere.
/// </remarks>
internal sealed class CallAuthenticationService(IAuthenticationService inner) : IAuthenticationService
{
    /// <summary>Puts this service in front of the one that is registered. Calling it again changes nothing.</summary>
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
            // Not asked at all: it may call its provider, which may be down, only for an answer that nobody reads.
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

    /// <summary>What the framework takes for a call too: an endpoint that opted out of cookie redirects and not in again. Of ours, the page's document did.</summary>
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

    /// <summary>Sends the scheme's answer where it is an error; a redirect, or a page that posts itself to a provider, becomes <paramref name="status"/>.</summary>
    private static async Task RespondAsync(HttpContext context, int status, Func<Task> answer)
    {
        if (context.Response.HasStarted)
        {
            return; // Another scheme of the policy has answered.
        }

        using var held = new HeldResponse(context);
        await answer().ConfigureAwait(false);
        if (held.StatusCode >= StatusCodes.Status400BadRequest)
        {
            held.Headers.Remove(HeaderNames.Location); // Of a sign-in page, with the caller's Host and query in it.
            await held.SendAsync().ConfigureAwait(false);
            return;
        }

        held.Dispose();
        await RefuseAsync(context, status).ConfigureAwait(false);
    }

    /// <summary>Without a body, so that the next scheme of the policy can still add its challenge.</summary>
    private static Task RefuseAsync(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        // Set by the guard of the console's cookie: it could not judge the session, so nobody is signed out (R25).
        if (context.Features.Get<Problem>() is { } storeIsDown)
        {
            return storeIsDown.ExecuteAsync(context);
        }

        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private sealed class Decorated;
}
