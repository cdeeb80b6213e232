namespace HostApp.Startup;

/// <summary>No response is stored or taken for another type unless its endpoint says otherwise: sessions, and data that came by a credential, are among them.</summary>
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
