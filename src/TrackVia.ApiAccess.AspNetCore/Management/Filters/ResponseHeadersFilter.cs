using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>Forbids caching, because responses may contain secrets, except for files in a folder named by their hash. Also sets nosniff.</summary>
internal sealed class ResponseHeadersFilter : IEndpointFilter
{
    /// <summary>Gets the metadata that marks endpoints whose response never changes.</summary>
    public static object Immutable { get; } = new ImmutableResponse();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // Set when the response starts, so that nothing earlier, such as antiforgery, can override it.
        http.Response.OnStarting(() =>
        {
            var isImmutable = http.Response.StatusCode == StatusCodes.Status200OK
                && http.GetEndpoint()?.Metadata.GetMetadata<ImmutableResponse>() is not null;
            http.Response.Headers.CacheControl = isImmutable ? "private, max-age=31536000, immutable" : "no-store";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(context);
    }

    private sealed class ImmutableResponse;
}
