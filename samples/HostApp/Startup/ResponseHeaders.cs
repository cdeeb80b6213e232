namespace HostApp.Startup;

/// <summary>Forbids caching and content sniffing unless an endpoint says otherwise, because responses contain sessions and protected data.</summary>
internal static class ResponseHeaders
{
    public static void UseCautiousHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });
}
