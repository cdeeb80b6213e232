using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.AspNetCore.SignIn;
using TrackVia.ApiAccess.Management.Callbacks;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>Admits only signed-in Super Admins, whatever the host's policy says (R18).</summary>
internal sealed class ActorFilter(CurrentUserMapping mapping, HostCallbacks callbacks) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.Identities.Any(IsOfApi))
        {
            return Forbidden("API credentials cannot manage API access. Sign in as a Super Admin.");
        }

        if (!http.User.Identities.Any(identity => identity.IsAuthenticated))
        {
            return new Problem(StatusCodes.Status401Unauthorized, "You are not signed in. Sign in as a Super Admin.");
        }

        if ((await MapAsync(http).ConfigureAwait(false))?.ToActor() is not { } actor || ManagementPolicy.RefusalFor(actor) is not null)
        {
            return Forbidden(CommandRefusal.SuperAdminRequired.Message);
        }

        http.Features.Set(actor);
        return await next(context).ConfigureAwait(false);
    }

    /// <summary>Runs the host's mapping. A principal whose account or user is not a valid id (a <see cref="FormatException"/>) has no user.</summary>
    private async Task<CurrentUser?> MapAsync(HttpContext http)
    {
        CurrentUser? user;
        try
        {
            user = await callbacks
                .RunAsync(CurrentUserMapping.Name, stop => mapping.MapAsync(http.User, http.RequestServices, stop), http.RequestAborted).ConfigureAwait(false);
        }
        catch (HostCallbackException exception)
        {
            // An abandoned mapping may still read this request, so its connection must not serve another one.
            http.Response.Headers.Connection = "close";
            if (exception.InnerException is FormatException)
            {
                return null;
            }

            throw;
        }

        return user is { } mapped && (mapped.AccountId == default || mapped.UserId == default)
            ? throw callbacks.Unusable(CurrentUserMapping.Name, "a user without an account id or a user id")
            : user;
    }

    private static bool IsOfApi(ClaimsIdentity identity) => identity.AuthenticationType == ApiAccessDefaults.AuthenticationScheme;

    private static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);
}
