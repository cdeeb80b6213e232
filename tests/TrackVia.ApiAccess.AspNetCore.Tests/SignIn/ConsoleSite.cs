using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.SignIn;

/// <summary>A host whose own console is guarded. It has a sign-in without a password, and a page.</summary>
internal static class ConsoleSite
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string SingleSignOn = "sso";
    public const string Olivia = "olivia@acme";

    public static Task<TestSite> StartAsync(Action<WebApplicationBuilder>? configure = null, bool handlesExceptions = true, StringComparer? userIdComparer = null, Func<ClaimsPrincipal, CurrentUser?>? userOf = null) => TestSite.StartAsync(
        configure: builder =>
        {
            builder.Services.AddProblemDetails();
            // The host's own event stays in force: without it a refused call would be sent to a sign-in page.
            builder.Services.AddAuthentication().AddCookie(Scheme, options => options.Events.OnRedirectToLogin = context =>
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            });
            builder.Services.AddApiAccess()
                .UseCurrentUser(principal => TestUsers.Current(principal) ?? (userOf ?? UserOf)(principal))
                .KeepApiUsersOut(Scheme, userIdComparer ?? StringComparer.Ordinal);
            configure?.Invoke(builder);
        },
        map: site =>
        {
            if (handlesExceptions)
            {
                site.UseExceptionHandler();
            }

            site.UseAuthentication();
            site.UseAuthorization();
            site.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
            site.MapPost("/sign-in/{user}", (string user, HttpContext context) =>
                context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], Scheme))));
            site.MapPost("/sign-in/{user}/unguarded", (string user, HttpContext context, IOptionsMonitor<CookieAuthenticationOptions> cookies) =>
            {
                var options = cookies.Get(Scheme);
                var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], Scheme)), Scheme);
                context.Response.Cookies.Append(options.Cookie.Name!, options.TicketDataFormat.Protect(ticket));
            });
            site.MapGet("/sso", () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/open" }, [SingleSignOn]));
            site.MapDelete("/session", (HttpContext context) => context.SignOutAsync(Scheme));
            site.MapGet("/console", () => "in").RequireAuthorization(new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build());
        });

    public static async Task<Answer> SignInAsync(HttpClient client, string user) => await Answer.OfAsync(await client.PostAsync($"/sign-in/{user}", null));

    public static async Task<HttpStatusCode> OpenConsoleAsync(this HttpClient client) => (await client.GetAsync("/console")).StatusCode;

    /// <summary>A mapping as hosts write it. It throws if the name is not a valid id.</summary>
    private static CurrentUser? UserOf(ClaimsPrincipal principal) =>
        principal.Identity?.Name?.Split('@') is [not "stranger", var account]
            ? new() { AccountId = AccountId.Parse(account), UserId = UserId.Parse(principal.Identity.Name) }
            : null;
}
