using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;

namespace CustomStore.Tests;

/// <summary>The main job on the store, in a host that is started again in the middle of it.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private static readonly Actor SuperAdmin = new()
    {
        AccountId = AccountId.Parse("acme"),
        UserId = UserId.Parse("admin"),
        IsSuperAdmin = true,
        HasUserProfileAccess = true,
    };
    private static readonly UserId Importer = UserId.Parse("importer");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("custom-store-");
    private WebApplication _host = null!;

    private ApiAccessManager Manager => _host.Services.GetRequiredService<ApiAccessManager>();

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_token_works_until_it_is_deactivated_and_again_when_it_is_resumed()
    {
        await Manager.SetUserAccessAsync(SuperAdmin, Importer, new UserAccessChange { IsApiUser = true });
        var apiKey = (await Manager.CreateApiKeyAsync(SuperAdmin)).Value.Key.Reveal();
        var issued = (await Manager.CreateTokenAsync(
            SuperAdmin, new NewAuthToken
            {
                Name = AuthTokenName.Parse("Nightly import"),
                ExpiresOn = new LocalDate(9999, 12, 31),
                UserId = Importer,
            })).Value;

        Assert.Equal(HttpStatusCode.OK, await CallAsync(apiKey, issued.Secret.Reveal()));
        await Manager.DeactivateTokenAsync(SuperAdmin, issued.Token.Id);
        await StartAgainAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(apiKey, issued.Secret.Reveal()));
        await Manager.ResumeTokenAsync(SuperAdmin, issued.Token.Id);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(apiKey, issued.Secret.Reveal()));

        Assert.Equal(apiKey, (await Manager.GetApiKeyAsync(SuperAdmin)).Value.Key.Reveal());
    }

    private async Task StartAgainAsync()
    {
        await _host.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().PersistKeysToFileSystem(_folder.CreateSubdirectory("protection-keys"));
        var folder = Path.Combine(_folder.FullName, "store");
        // snippet: use-store
        builder.Services.AddApiAccess()
            .UseStore(_ => new JsonFileStore(folder))
            .UseDataProtection()
            .UseUserDirectory<Everyone>();
        // end snippet
        builder.Services.AddAuthentication().AddApiAccess();
        builder.Services.AddAuthorizationBuilder().AddPolicy(
            "ApiUsers", policy => policy.AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser());

        _host = builder.Build();
        _host.MapGet("/orders", () => Results.Ok()).RequireAuthorization("ApiUsers");
        await _host.StartAsync();
    }

    private async Task<HttpStatusCode> CallAsync(string apiKey, string secret)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, _host.Urls.First() + "/orders");
        request.Headers.Add("user_key", apiKey);
        request.Headers.Authorization = new("Bearer", secret);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class Everyone : IUserDirectory
    {
        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
            new(new DirectoryUser { Id = userId, DisplayName = userId.Value, IsActive = true });

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            new(search.Apply([]));
    }
}
