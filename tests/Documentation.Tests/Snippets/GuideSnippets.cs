using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;

namespace Documentation.Tests.Snippets;

/// <summary>What the guides show. Compiled; run by the quick start, the sample's own tests and <see cref="PathBaseTests"/>.</summary>
internal static class GuideSnippets
{
    public static void Protect(WebApplicationBuilder builder, WebApplication app)
    {
        // snippet: protect-policy
        builder.Services.AddAuthentication().AddApiAccess();
        builder.Services.AddAuthorizationBuilder().AddPolicy("ApiUsers", policy => policy
            .AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser());
        // end snippet

        // snippet: protect-endpoints
        var api = app.MapGroup("/api").RequireAuthorization("ApiUsers");
        api.MapGet("/orders", (ClaimsPrincipal caller) =>
            $"The orders of account {caller.FindFirstValue(ApiAccessClaims.AccountId)} that {caller.FindFirstValue(ApiAccessClaims.UserId)} may see.");
        // end snippet
    }

    public static void CloseConnections(WebApplication app, Func<CancellationToken, IAsyncEnumerable<string>> readOrders)
    {
        // snippet: close-connections
        app.MapHub<OrderHub>("/orders/live").RequireAuthorization("ApiUsers").CloseWhenTokenEnds();
        app.MapGet("/orders/events", (CancellationToken aborted) => TypedResults.ServerSentEvents(readOrders(aborted)))
            .RequireAuthorization("ApiUsers").CloseWhenTokenEnds();
        // end snippet
    }

    public static void LimitRefused(WebApplicationBuilder builder)
    {
        // snippet: limit-refused
        builder.Services.AddRateLimiter(limits => limits.LimitRefusedCredentials());
        // end snippet
    }

    public static void DescribeCredentials(WebApplicationBuilder builder)
    {
        // snippet: openapi-credentials
        builder.Services.AddOpenApi(options => options.AddApiAccess());
        // end snippet
    }

    // snippet: map-windows-name
    public static UserId FromWindowsName(string name)
    {
        var parts = name.ToLowerInvariant().Split('\\', 2);
        return UserId.Parse(parts.Length == 2 ? $"{parts[1]}@{parts[0]}" : name.ToLowerInvariant());
    }

    // end snippet

    public static void CallAnApi(HostApplicationBuilder builder)
    {
        // snippet: call-an-api
        builder.Services.AddHttpClient("crm").AddApiAccess(builder.Configuration.GetSection("Crm"));
        // end snippet
    }

    public static void CallAService(HostApplicationBuilder builder)
    {
        // snippet: call-a-service
        builder.Services.AddServiceDiscovery();
        builder.Services.AddHttpClient("crm").AddServiceDiscovery().AddApiAccess(options =>
        {
            options.BaseAddress = new Uri("https+http://crm");
            options.UseServiceDiscovery = true;
            options.ApiKey = builder.Configuration["Crm:ApiKey"];
            options.AuthToken = builder.Configuration["Crm:AuthToken"];
        });
        // end snippet
    }

    public static void ForwardByToken(WebApplicationBuilder builder)
    {
        // snippet: protect-beside-another-scheme
        builder.Services.AddAuthentication()
            .AddApiAccess()
            .AddPolicyScheme("Api", null, options => options.ForwardDefaultSelector = ApiAccessForwardSelector.OrElse("Bearer"));
        // end snippet
    }

    public static void Mount(WebApplicationBuilder builder, WebApplication app)
    {
        // snippet: mount-page
        app.MapApiAccess("/account/api-access").RequireAuthorization("SuperAdmins");
        // end snippet

        // snippet: mount-page-options
        builder.Services.Configure<ApiAccessPageOptions>(page =>
        {
            page.StylesheetPath = "~/css/api-access.css";
            page.ManageUsersPath = "~/users";
        });
        // end snippet

        // snippet: keep-token-secrets
        builder.Services.AddApiAccess(options => options.KeepTokenSecrets = true);
        // end snippet
    }

    public static void MapUsers(ApiAccessBuilder access)
    {
        // snippet: map-current-user
        access.UseCurrentUser(principal => principal.FindFirstValue("account") is { } account
            ? new()
            {
                AccountId = AccountId.Parse(account),
                UserId = UserId.Parse(principal.Identity?.Name),
                IsSuperAdmin = principal.IsInRole("SuperAdmin"),
                HasUserProfileAccess = principal.IsInRole("UserProfiles"),
            }
            : null);
        // end snippet
    }

    public static void KeepOut(ApiAccessBuilder access)
    {
        // snippet: keep-api-users-out
        access.KeepApiUsersOut(CookieAuthenticationDefaults.AuthenticationScheme);
        // end snippet

        // snippet: keep-api-users-out-ignoring-case
        access.KeepApiUsersOut(CookieAuthenticationDefaults.AuthenticationScheme, StringComparer.OrdinalIgnoreCase);
        // end snippet
    }

    // snippet: sign-in-rules
    public static async Task<string> HowToSignInAsync(UserAccessReader userAccess, AccountId account, UserId user, bool isPasswordTooOld)
    {
        var access = await userAccess.GetAsync(account, user);
        return !ApiUserPolicy.BypassesSingleSignOn(access) ? "Send the user to the identity provider."
            : isPasswordTooOld && ApiUserPolicy.PasswordExpires(access) ? "Ask for a new password."
            : "Judge the password here; the guard of the cookie has the last word.";
    }

    // end snippet

    // snippet: remove-user
    public static Task<RevocationResult<UserId>> WhenAUserIsDeletedAsync(ApiAccessManager manager, Actor superAdmin, UserId user) =>
        manager.RemoveUserAsync(superAdmin, user);
    // end snippet

    public static void Deploy(WebApplicationBuilder builder)
    {
        // snippet: deploy-keys
        builder.Services.AddDataProtection()
            .SetApplicationName("MyHost")   // the same on every node
            .PersistKeysToFileSystem(new DirectoryInfo("/var/lib/my-host/keys"));
        // end snippet

        // snippet: deploy-alias
        builder.Services.AddAuthentication().AddApiAccess(options => options.AllowUserKeyAlias = true);
        // end snippet

        // snippet: deploy-query
        builder.Services.AddAuthentication().AddApiAccess(options =>
        {
            options.AllowUserKeyInQuery = true;       // ?user_key=tvk_...
            options.AllowAccessTokenInQuery = true;   // ?access_token=tvt_..., instead of the header Authorization
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // end snippet

        // snippet: deploy-forwarded
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedPrefix;
            options.KnownProxies.Add(IPAddress.Parse("10.0.0.5"));
        });
        // end snippet
    }

    public static void BehindProxy(WebApplication app)
    {
        // snippet: deploy-forwarded-order
        app.UseForwardedHeaders();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        // end snippet
    }

    public static void UnderPathBase(WebApplication app)
    {
        // snippet: deploy-path-base
        app.UsePathBase("/crm");
        app.UseRouting();   // after it, or routes are matched before the prefix is taken off
        app.UseAuthentication();
        app.UseAuthorization();   // after UseRouting: a host that names its routing also names these two
        // end snippet
    }

    public static void SignInWithCookies(WebApplicationBuilder builder)
    {
        // snippet: mount-policy
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie().AddApiAccess();
        builder.Services.AddAuthorizationBuilder().AddPolicy("SuperAdmins", policy => policy.RequireRole("SuperAdmin"));
        // end snippet
    }

    private sealed class OrderHub : Hub;
}
