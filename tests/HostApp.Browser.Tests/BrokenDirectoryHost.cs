using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using TrackVia.ApiAccess;

namespace HostApp.Browser.Tests;

/// <summary>
/// A small host with one API User and one token, whose user directory fails when a test makes it fail. Every visitor is its Super Admin.
/// </summary>
internal sealed class BrokenDirectoryHost : IAsyncDisposable
{
    public static readonly UserId Integration = UserId.Parse("integration@acme.example");

    private static readonly Actor Admin =
        new()
        {
            AccountId = AccountId.Parse("acme"),
            UserId = UserId.Parse("admin@acme.example"),
            IsSuperAdmin = true,
            HasUserProfileAccess = true,
        };

    private readonly WebApplication _app;

    private BrokenDirectoryHost(WebApplication app) => _app = app;

    public string Page => _app.Urls.Single() + "/api-access";

    public static async Task<BrokenDirectoryHost> StartAsync(string fault)
    {
        var directory = new Users();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton<IUserDirectory>(directory);
        builder.Services.AddApiAccess(options => options.HostCallbackTimeout = TimeSpan.FromSeconds(3)).UseCurrentUser(_ => new()
        {
            AccountId = Admin.AccountId,
            UserId = Admin.UserId,
            IsSuperAdmin = Admin.IsSuperAdmin,
            HasUserProfileAccess = Admin.HasUserProfileAccess,
        });
        builder.Services.AddAuthentication("everybody").AddScheme<AuthenticationSchemeOptions, Everybody>("everybody", null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("SuperAdmins", policy => policy.RequireAuthenticatedUser());
        var app = builder.Build();
        app.MapApiAccess("/api-access").RequireAuthorization("SuperAdmins");
        await app.StartAsync();

        var manager = app.Services.GetRequiredService<ApiAccessManager>();
        Assert.True((await manager.SetUserAccessAsync(Admin, Integration, new UserAccessChange { IsApiUser = true })).IsSuccess);
        Assert.True((await manager.CreateApiKeyAsync(Admin)).IsSuccess);
        Assert.True((await manager.CreateTokenAsync(Admin, new NewAuthToken
        {
            Name = AuthTokenName.Parse("CI"),
            ExpiresOn = new LocalDate(9000, 1, 1),
            UserId = Integration,
        })).IsSuccess);
        directory.Fault = fault;
        return new BrokenDirectoryHost(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Users : IUserDirectory
    {
        public string? Fault { get; set; }

        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            AnswerAsync<DirectoryUser?>(new DirectoryUser { Id = userId, DisplayName = "Integration Service", IsActive = true });

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            AnswerAsync(search.Apply([new DirectoryUser { Id = Integration, DisplayName = "Integration Service", IsActive = true }]));

        private ValueTask<T> AnswerAsync<T>(T answer) => Fault switch
        {
            "throws" => throw new InvalidOperationException("The directory is down."),
            "hangs" => new(new TaskCompletionSource<T>().Task),
            _ => new(answer),
        };
    }

    private sealed class Everybody(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([], Scheme.Name)), Scheme.Name)));
    }
}
