using System.Collections.Frozen;
using Microsoft.AspNetCore.Authorization;

namespace HostApp.Pages;

/// <summary>The console's own pages: signing in, and Manage Users (R20). The API Access page is the library's.</summary>
internal static class ConsolePages
{
    public const string SignIn = "/sign-in";
    public const string Users = "/users";
    public const string IdentityProvider = "/identity-provider";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        ["console.css"] = "text/css; charset=utf-8",
        ["sign-in.js"] = "text/javascript; charset=utf-8",
        ["users.js"] = "text/javascript; charset=utf-8",
    }.ToFrozenDictionary();

    public static void MapConsolePages(this IEndpointRouteBuilder routes, AuthorizationPolicy superAdmins)
    {
        routes.MapGet("/", (HttpContext context) => TypedResults.LocalRedirect(context.User.Identity?.IsAuthenticated == true ? "~" + Users : "~" + SignIn));
        routes.MapGet(SignIn, (HttpContext context) => Page(context, "sign-in.html"));
        routes.MapGet(Users, (HttpContext context) => Page(context, "users.html")).RequireAuthorization(superAdmins);
        routes.MapGet("/console/{name}", (string name) => ContentTypes.TryGetValue(name, out var contentType)
            ? Results.Stream(Open(name), contentType)
            : Results.NotFound());
    }

    public static void MapIdentityProviderPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet(IdentityProvider, (HttpContext context) => Page(context, "identity-provider.html"));

    private static IResult Page(HttpContext context, string name)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Stream(Open(name), "text/html; charset=utf-8");
    }

    private static Stream Open(string name) => typeof(ConsolePages).Assembly.GetManifestResourceStream(typeof(ConsolePages), name)!;
}
