using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;

namespace Documentation.Tests.Snippets;

/// <summary>The lines of the deployment guide, run in a host that is otherwise the quick start.</summary>
public sealed class PathBaseTests
{
    [Theory]
    [InlineData("/crm")]
    [InlineData("")]
    public async Task The_guide_s_lines_for_a_path_base_leave_protected_endpoints_as_they_are(string prefix) =>
        await ProveAsync(GuideSnippets.UnderPathBase, prefix);

    [Fact]
    public async Task The_guide_s_order_behind_a_proxy_leaves_protected_endpoints_as_they_are() => await ProveAsync(GuideSnippets.BehindProxy, "");

    private static async Task ProveAsync(Action<WebApplication> lines, string prefix)
    {
        await using var app = Build();
        lines(app);
        app.MapApiAccess("/account/api-access").RequireAuthorization("SuperAdmins");
        app.MapGet("/orders", () => "orders").RequireAuthorization("ApiUsers");
        await app.StartAsync();
        var (key, token) = await IssueAsync(app.Services.GetRequiredService<ApiAccessManager>());
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(client, prefix + "/orders", key, "wrong"));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(client, prefix + "/orders", key, token));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(client, prefix + "/account/api-access/tokens", key, token));
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddApiAccess().UseDataProtection().UseUserDirectory<Directory>().UseCurrentUser(_ => null);
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie().AddApiAccess();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("SuperAdmins", policy => policy.RequireRole("SuperAdmin"))
            .AddPolicy("ApiUsers", policy => policy.AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser());
        return builder.Build();
    }

    private static async Task<(string Key, string Token)> IssueAsync(ApiAccessManager manager)
    {
        var admin = new Actor
        {
            AccountId = AccountId.Parse("acme"),
            UserId = UserId.Parse("ada"),
            IsSuperAdmin = true,
            HasUserProfileAccess = true,
        };
        await manager.SetUserAccessAsync(admin, Directory.Importer, new UserAccessChange { IsApiUser = true });
        var key = await manager.CreateApiKeyAsync(admin);
        var token = await manager.CreateTokenAsync(admin, new NewAuthToken
        {
            Name = AuthTokenName.Parse("Import"),
            ExpiresOn = new LocalDate(2999, 12, 31),
            UserId = Directory.Importer,
        });
        return (key.Value!.Key.Reveal(), token.Value!.Secret.Reveal());
    }

    private static async Task<HttpStatusCode> CallAsync(HttpClient client, string path, string key, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("user_key", key);
        request.Headers.Authorization = new("Bearer", token);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class Directory : IUserDirectory
    {
        public static UserId Importer { get; } = UserId.Parse("importer");

        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            new(new DirectoryUser { Id = userId, DisplayName = userId.Value, IsActive = true });

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            new(search.Apply([]));
    }
}
