using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>No answer is stored by anyone, secrets are among them; but for files whose names have a hash. None is taken for something else.</summary>
internal sealed class ResponseHeadersFilter : IEndpointFilter
{
    /// <summary>Marks endpoints whose answer never changes.</summary>
    public static object Immutable { get; } = new ImmutableResponse();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // As the answer starts, so that nothing that is done until then, as by the antiforgery, has the last word.
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
