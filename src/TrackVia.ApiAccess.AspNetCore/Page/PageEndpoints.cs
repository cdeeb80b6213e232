using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;

namespace TrackVia.ApiAccess.AspNetCore.Page;

/// <summary>The API Access page (R19): a document, a stylesheet and modules, under the same rules as the calls that they make.</summary>
internal static class PageEndpoints
{
    // Nothing inline, nothing from elsewhere, no frame around it.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string Document = Encoding.UTF8.GetString(PageAsset.Read("page.html"));

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Opened in a browser, so the host's own scheme may redirect a visitor to its sign-in.
        routes.MapGet("/", (RequestDelegate)GetDocumentAsync).AllowCookieRedirect();
        foreach (var asset in PageAsset.All)
        {
            RequestDelegate send = context => SendAsync(context, asset.ContentType, asset.Content);
            routes.MapGet(PageAsset.Folder + asset.Name, send).WithMetadata(ResponseHeadersFilter.Immutable);
            // While a release is rolled out, the document may come from a node with another version of the files. This node's files must not be cached there.
            routes.MapGet(PageAsset.AnyFolder + asset.Name, send);
        }
    }

    private static Task GetDocumentAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<ApiAccessPageOptions>>().Value;
        var root = RelativeRoot(context.Request.PathBase + context.Request.Path);
        var document = Document
            .Replace("{{stylesheet}}", Attribute(root + PageAsset.Folder + PageAsset.Stylesheet), StringComparison.Ordinal)
            .Replace("{{module}}", Attribute(root + PageAsset.Folder + PageAsset.Module), StringComparison.Ordinal)
            .Replace("{{host-stylesheet}}", StylesheetLink(OfHost(context, options.StylesheetPath)), StringComparison.Ordinal)
            .Replace("{{manage-users}}", Attribute(OfHost(context, options.ManageUsersPath)), StringComparison.Ordinal);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return SendAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(document));
    }

    /// <summary>
    /// Returns the path of the page's files relative to the address in the browser, so that any prefix of a proxy is kept.
    /// </summary>
    private static string RelativeRoot(PathString path)
    {
        var segments = path.ToUriComponent();
        return $"./{segments[(segments.LastIndexOf('/') + 1)..]}/".Replace("//", "/", StringComparison.Ordinal);
    }

    private static string OfHost(HttpContext context, string? path) =>
        path is ['~', .. var rest] ? context.Request.PathBase.ToUriComponent() + rest : path ?? "";

    private static string StylesheetLink(string path) => path.Length == 0 ? "" : $"<link rel=\"stylesheet\" href=\"{Attribute(path)}\">";

    private static string Attribute(string value) => HtmlEncoder.Default.Encode(value);

    private static async Task SendAsync(HttpContext context, string contentType, byte[] content)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }
}
