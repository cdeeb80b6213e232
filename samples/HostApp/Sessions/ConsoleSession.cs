using HostApp.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace HostApp.Sessions;

/// <summary>The console's cookie, which identifies the user.</summary>
internal static class ConsoleSession
{
    public const string SuperAdmin = "SuperAdmin";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "HostApp.Session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // The sample listens on loopback without TLS.
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.LoginPath = ConsolePages.SignIn;
        options.ReturnUrlParameter = "to";
        options.Events.OnRedirectToLogin = RedirectToLogin;
        options.Events.OnRedirectToAccessDenied = context => Respond(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>Redirects a browser that opens a page to the sign-in. A call receives 401.</summary>
    private static Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return Respond(context, StatusCodes.Status401Unauthorized);
        }

        // Relative, and with the path only, so that neither the caller's Host nor a credential in the query gets into an address.
        var asked = context.Request.PathBase + context.Request.Path;
        context.Response.Redirect($"{context.Request.PathBase}{ConsolePages.SignIn}?{context.Options.ReturnUrlParameter}={Uri.EscapeDataString(asked)}");
        return Task.CompletedTask;
    }

    private static Task Respond(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
