using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>Validates the antiforgery token on everything but GET, whatever the body: the framework's middleware lets JSON pass (T9).</summary>
internal sealed class AntiforgeryFilter(AntiforgeryGuard guard) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isAllowed = HttpMethods.IsGet(http.Request.Method)
            || await guard.IsValidAsync(http, http.Features.GetRequiredFeature<Actor>()).ConfigureAwait(false);
        return isAllowed
            ? await next(context).ConfigureAwait(false)
            : new Problem(
                StatusCodes.Status400BadRequest,
                $"The antiforgery token is missing or does not fit. GET antiforgery beside this call, and send its token as {AntiforgeryGuard.HeaderName} with its cookie.");
    }
}
