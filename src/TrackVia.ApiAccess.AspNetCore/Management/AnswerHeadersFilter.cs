using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>No answer is stored by anyone, and none is taken for something else: secrets are among them.</summary>
internal sealed class AnswerHeadersFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var response = context.HttpContext.Response;
        // As the answer starts, so that nothing that is done until then, as by the antiforgery, has the last word.
        response.OnStarting(() =>
        {
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
