using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.AspNetCore;

namespace TrackVia.ApiAccess.Client.Tests;

/// <summary>A protected API on a real Kestrel, with one account, its key and its tokens. It keeps the headers of every request.</summary>
internal sealed class Api : IAsyncDisposable
{
    private static readonly Actor Admin = new()
    {
        AccountId = AccountId.Parse("acme"),
        UserId = UserId.Parse("admin@acme"),
        IsSuperAdmin = true,
        HasUserProfileAccess = true,
    };
    private static readonly UserId Integration = UserId.Parse("integration@acme");

    private readonly WebApplication _app;

    private Api(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public string Key { get; private set; } = "";

    public string Token { get; private set; } = "";

    public ConcurrentQueue<IHeaderDictionary> Requests { get; } = [];

    /// <param name="redirect">Where <c>/moved</c> leads.</param>
    public static async Task<Api> StartAsync(Uri? redirect = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddApiAccess().UseUserDirectory<Directory>();
        builder.Services.AddAuthentication().AddApiAccess(options => options.AllowUserKeyAlias = true);
        builder.Services.AddAuthorization();
        var app = builder.Build();
        var api = new Api(app);
        app.Use((context, next) =>
        {
            api.Requests.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary()));
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/orders", (ClaimsPrincipal caller) => caller.Identity!.Name)
            .RequireAuthorization(new AuthorizationPolicyBuilder(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser().Build());
        app.MapGet("/moved", () => Results.Redirect(redirect!.ToString()));
        await app.StartAsync();
        await api.CreateCredentialsAsync();
        return api;
    }

    /// <summary>A new token takes the place of the old one.</summary>
    public async Task RotateAsync()
    {
        var manager = _app.Services.GetRequiredService<ApiAccessManager>();
        foreach (var token in (await manager.GetAccountAsync(Admin)).Value.Tokens)
        {
            await manager.DeactivateTokenAsync(Admin, token.Id);
        }

        var created = await manager.CreateTokenAsync(Admin, new NewAuthToken
        {
            Name = AuthTokenName.Parse("CI"),
            ExpiresOn = new LocalDate(2999, 12, 31),
            UserId = Integration,
        });
        Token = created.Value.Secret.Reveal();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task CreateCredentialsAsync()
    {
        var manager = _app.Services.GetRequiredService<ApiAccessManager>();
        await manager.SetUserAccessAsync(Admin, Integration, new UserAccessChange { IsApiUser = true });
        Key = (await manager.CreateApiKeyAsync(Admin)).Value.Key.Reveal();
        await RotateAsync();
    }

    private sealed class Directory : IUserDirectory
    {
        private static readonly DirectoryUser[] Users = [new() { Id = Integration, DisplayName = "Integration", IsActive = true }];

        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            new(Users.SingleOrDefault(user => user.Id == userId));

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            new(search.Apply(Users));
    }
}
