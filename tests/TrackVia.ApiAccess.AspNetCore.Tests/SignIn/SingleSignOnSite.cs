using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TrackVia.ApiAccess.AspNetCore.Tests.SignIn;

/// <summary>How the host sends a visitor without a session to the sign-in.</summary>
public enum SentAway
{
    /// <summary>The framework's OpenID Connect handler is the default challenge.</summary>
    ByOpenIdConnect,

    /// <summary>A policy scheme is the default of everything, and forwards challenges to OpenID Connect.</summary>
    ByPolicyScheme,

    /// <summary>A page that posts itself to the provider, as SAML's POST binding does, and a cookie for each attempt.</summary>
    ByPostedForm,

    /// <summary>A cookie scheme whose own events redirect every request.</summary>
    ByOwnCookieEvents,
}

/// <summary>A host on a real Kestrel, whose console is a cookie and whose challenge leads away from the host.</summary>
internal sealed class SingleSignOnSite : IAsyncDisposable
{
    public const string Mount = "/access";
    public const string Admin = "admin@acme";
    public const string Olivia = "olivia@acme";
    public const string SessionCookie = "session";
    public const string Provider = "oidc";

    private readonly WebApplication _app;

    private SingleSignOnSite(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<SingleSignOnSite> StartAsync(
        SentAway sentAway, string authority, Action<WebApplicationBuilder>? configure = null, AuthorizationPolicy? policy = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        AddSchemes(builder.Services, sentAway, authority);
        builder.Services.AddAuthorization();
        builder.Services.AddApiAccess().UseUserDirectory<Users>().UseDataProtection().UseCurrentUser(CurrentUser);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapApiAccess(Mount).RequireAuthorization(policy ?? new AuthorizationPolicyBuilder().RequireUserName(Admin).Build());
        app.MapPost("/sign-in/{user}", (string user, HttpContext context) => context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", user)], CookieAuthenticationDefaults.AuthenticationScheme, "name", null))));
        await app.StartAsync();
        return new SingleSignOnSite(app);
    }

    /// <summary>A client that shows redirects as they are.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void AddSchemes(IServiceCollection services, SentAway sentAway, string authority)
    {
        const string cookies = CookieAuthenticationDefaults.AuthenticationScheme;
        var authentication = services.AddAuthentication(options =>
        {
            options.DefaultScheme = sentAway is SentAway.ByPolicyScheme ? "console" : cookies;
            options.DefaultChallengeScheme = sentAway switch
            {
                SentAway.ByOpenIdConnect => Provider,
                SentAway.ByPostedForm => "saml",
                _ => null,
            };
        });
        authentication.AddCookie(cookies, options =>
        {
            options.Cookie.Name = SessionCookie;
            if (sentAway is SentAway.ByOwnCookieEvents)
            {
                options.Events.OnRedirectToLogin = options.Events.OnRedirectToAccessDenied = context =>
                {
                    context.Response.Redirect(context.RedirectUri);
                    return Task.CompletedTask;
                };
            }
        });
        authentication.AddPolicyScheme("console", null, options => (options.ForwardDefault, options.ForwardChallenge) = (cookies, Provider));
        authentication.AddScheme<AuthenticationSchemeOptions, PostedForm>("saml", null);
        authentication.AddApiAccess();
        authentication.AddOpenIdConnect(Provider, options =>
        {
            options.SignInScheme = cookies;
            options.Authority = authority;
            options.RequireHttpsMetadata = false;
            options.ClientId = TestIdentityProvider.ClientId;
            options.ResponseType = "code";
            options.ResponseMode = "query";
            options.MapInboundClaims = false;
            options.TokenValidationParameters.NameClaimType = "name";
            // The tests speak plain HTTP.
            options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.None;
            options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
            options.Events.OnRedirectToIdentityProvider = context =>
            {
                context.ProtocolMessage.LoginHint = Admin;
                return Task.CompletedTask;
            };
        });
    }

    private static CurrentUser? CurrentUser(ClaimsPrincipal principal) => principal.Identity?.Name is { } name
        ? new() { AccountId = AccountId.Parse("acme"), UserId = UserId.Parse(name), IsSuperAdmin = name == Admin, HasUserProfileAccess = name == Admin }
        : null;

    private sealed class Users : IUserDirectory
    {
        private static readonly DirectoryUser[] All = [.. new[] { Admin, Olivia }.Select(name => new DirectoryUser
        {
            Id = UserId.Parse(name),
            DisplayName = name,
            IsActive = true,
        })];

        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            new(All.SingleOrDefault(user => user.Id == userId));

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            new(search.Apply(All));
    }

    private sealed class PostedForm(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Cookies.Append($"Saml2.{Guid.NewGuid():N}", "request");
            Response.ContentType = "text/html";
            return Response.WriteAsync("<form method=\"post\" action=\"https://idp.example/\"></form>");
        }

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => HandleChallengeAsync(properties);
    }
}
