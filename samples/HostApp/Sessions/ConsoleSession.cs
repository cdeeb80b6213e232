using HostApp.Pages;
using HostApp.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Users;

namespace HostApp.Sessions;

/// <summary>The console's cookie: it says who, and every request asks anew whether that user may still be here.</summary>
internal sealed class ConsoleSession(ApiAccessManager manager) : CookieAuthenticationEvents
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
        options.EventsType = typeof(ConsoleSession);
    }

    /// <summary>A session ends when its user becomes an API User (R5) or is disabled (R9).</summary>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (HostUsers.Find(context.Principal?.Identity?.Name) is { } user
            && ApiUserPolicy.AllowsConsole(await manager.GetUserAccessAsync(user.AccountId, user.Id, context.HttpContext.RequestAborted)))
        {
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    /// <summary>A browser that opens a page goes to the sign-in; a call is told.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return Answer(context, StatusCodes.Status401Unauthorized);
        }

        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) =>
        Answer(context, StatusCodes.Status403Forbidden);

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
