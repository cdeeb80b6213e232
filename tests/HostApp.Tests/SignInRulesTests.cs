using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace HostApp.Tests;

/// <summary>The sample's own rules of signing in, which spare API Users (R5 to R7).</summary>
public sealed class SignInRulesTests : IDisposable
{
    private const string Admin = "admin@acme.example";
    private const string Olivia = "olivia@acme.example";
    private const string Integration = "integration@acme.example";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task R6_An_ordinary_user_is_sent_through_single_sign_on_and_an_API_User_is_not()
    {
        // The Super Admin signs in to a host without the rule. The two hosts share a database.
        using (var host = await SampleHost.StartAsync(_folder.Data))
        {
            using var admin = await ConsoleSession.SignInAsync(host, Admin);
            await admin.DesignateAsync(Integration);
        }

        using var sso = await SampleHost.StartAsync(_folder.Data, "--HostApp:SingleSignOn", "true");
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = sso.Url };

        // The way to the provider is the same for everyone, so that it does not reveal which users are API Users.
        foreach (var userName in new[] { Olivia, "nobody@acme.example", Integration })
        {
            Assert.Equal("/identity-provider", (await client.GetAsync($"sso?userName={userName}")).Headers.Location?.ToString());
        }

        Assert.Contains("single sign-on", await RefusalAsync(sso, "session", Olivia), StringComparison.Ordinal);
        Assert.StartsWith("API Users cannot sign in", await RefusalAsync(sso, "session", Integration), StringComparison.Ordinal);
    }

    [Fact]
    public async Task R5_The_identity_provider_brings_in_an_ordinary_user_and_no_API_User()
    {
        using var host = await SampleHost.StartAsync(_folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:SingleSignOn", "true");
        using var admin = new HttpClient { BaseAddress = host.Url };
        using var signedIn = await PostAsync(host, "identity-provider", Admin, admin);
        Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
        await DesignateAsync(admin, Integration);

        Assert.StartsWith("API Users cannot sign in", await RefusalAsync(host, "identity-provider", Integration), StringComparison.Ordinal);
        using var olivia = await PostAsync(host, "identity-provider", Olivia);
        Assert.Equal(HttpStatusCode.NoContent, olivia.StatusCode);
        using var wrong = await host.Client.PostAsJsonAsync("identity-provider", new { userName = Olivia, password = "wrong" });
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Fact]
    public async Task Without_single_sign_on_no_identity_provider_is_offered()
    {
        using var host = await SampleHost.StartAsync(_folder.Data, "--ApiAccess:Store", "InMemory");

        using var answer = await PostAsync(host, "identity-provider", Olivia);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task R7_An_old_password_expires_for_an_ordinary_user_and_an_API_User_s_tokens_go_on()
    {
        NewToken token;
        string key;
        using (var host = await SampleHost.StartAsync(_folder.Data))
        {
            using var admin = await ConsoleSession.SignInAsync(host, Admin);
            await admin.DesignateAsync(Integration);
            key = await admin.CreateApiKeyAsync();
            token = await admin.CreateTokenAsync(Integration);
        }

        using var later = await SampleHost.StartAsync(_folder.Data, "--HostApp:PasswordsExpireOn", "2020-01-31");

        Assert.Contains("expired on 2020-01-31", await RefusalAsync(later, "session", Olivia), StringComparison.Ordinal);
        Assert.StartsWith("API Users cannot sign in", await RefusalAsync(later, "session", Integration), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await later.CallAsync(key, token.Secret));
    }

    [Fact]
    public async Task R7_Manage_Users_shows_whose_password_expires()
    {
        using var host = await SampleHost.StartAsync(_folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:PasswordsExpireOn", "2999-12-31");
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.DesignateAsync(Integration);
        using var client = new HttpClient { BaseAddress = host.Url };
        using var signedIn = await PostAsync(host, "session", Admin, client);

        var users = await client.GetFromJsonAsync<JsonElement>($"users/sign-in?id={Olivia}&id={Integration}");

        Assert.Equal("""{"by":"password","passwordExpiresOn":"2999-12-31"}""", users.GetProperty(Olivia).GetRawText());
        Assert.Equal("""{"by":"none","passwordExpiresOn":null}""", users.GetProperty(Integration).GetRawText());
    }

    private static async Task DesignateAsync(HttpClient admin, string user)
    {
        var antiforgery = await admin.GetFromJsonAsync<JsonElement>($"{SampleHost.ApiAccess}/antiforgery");
        admin.DefaultRequestHeaders.Add("X-CSRF-TOKEN", antiforgery.GetProperty("token").GetString());
        using var answer = await admin.PutAsJsonAsync($"{SampleHost.ApiAccess}/users/{user}", new { isApiUser = true });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(SampleHost host, string where, string userName, HttpClient? client = null) =>
        (client ?? host.Client).PostAsJsonAsync(where, new { userName, password = host.Password });

    private static async Task<string> RefusalAsync(SampleHost host, string where, string userName)
    {
        using var response = await PostAsync(host, where, userName);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
    }
}
