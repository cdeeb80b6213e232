using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>Validates the antiforgery token of every call except GET, whatever its body: the framework's middleware does not check JSON (T9).</summary>
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
                $"The antiforgery token is missing or not valid. Get one by GET antiforgery below the same path, and send it as {AntiforgeryGuard.HeaderName} together with its cookie.");
    }
}
