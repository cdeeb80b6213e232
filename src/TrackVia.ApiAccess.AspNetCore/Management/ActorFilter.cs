using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Answers;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>Lets signed-in Super Admins pass and no one else, whatever the host's policy says (R18).</summary>
internal sealed class ActorFilter(ActorMapping mapping) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.Identities.Any(IsOfApi))
        {
            return Forbidden("API credentials do not manage API access. Sign in as a Super Admin.");
        }

        if (!http.User.Identities.Any(identity => identity.IsAuthenticated))
        {
            return new Problem(StatusCodes.Status401Unauthorized, "Nobody is signed in. Sign in as a Super Admin.");
        }

        if (await mapping.MapAsync(http).ConfigureAwait(false) is not { IsSuperAdmin: true } actor)
        {
            return Forbidden("Only a Super Admin manages the API key, the auth tokens and API Users. Ask one.");
        }

        http.Features.Set(actor);
        return await next(context).ConfigureAwait(false);
    }

    private static bool IsOfApi(ClaimsIdentity identity) => identity.AuthenticationType == ApiAccessDefaults.AuthenticationScheme;

    private static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);
}
