using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using HostApp.Tests;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests.QuickStart;

/// <summary>The README's quick start, started and called.</summary>
public sealed class QuickStartTests : IDisposable
{
    private const string Importer = "importer@acme.example";
    private const string ReadyLine = "      Application started. Press Ctrl+C to shut down.";
    private const string ListeningOn = "      Now listening on: ";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new(); // It keeps cookies.

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_client_reads_orders_with_the_credentials_that_a_Super_Admin_made_until_its_token_is_deactivated()
    {
        using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(null, null));

        await SendAsync(HttpMethod.Post, "sign-in", "the password");
        await ProveSameSiteAsync();
        await SendAsync(HttpMethod.Put, $"account/api-access/users/{Importer}", new { isApiUser = true });
        var apiKey = (await SendAsync(HttpMethod.Post, "account/api-access/api-key")).GetProperty("apiKey").GetString();
        var token = await SendAsync(
            HttpMethod.Post, "account/api-access/tokens", new { name = "Nightly import", expiresOn = "2999-12-31", userId = Importer });
        var secret = token.GetProperty("secret").GetString();

        Assert.Equal(HttpStatusCode.OK, await CallAsync(apiKey, secret));
        await SendAsync(HttpMethod.Post, $"account/api-access/tokens/{token.GetProperty("id").GetString()}/deactivate");
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(apiKey, secret));
    }

    [Fact]
    public async Task Nobody_manages_credentials_without_signing_in()
    {
        using var host = await StartAsync();
        using var signIn = await _client.PostAsJsonAsync("sign-in", "another password");
        using var tokens = await _client.GetAsync("account/api-access/tokens");

        Assert.Equal(HttpStatusCode.Unauthorized, signIn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, tokens.StatusCode);
    }

    private async Task<RunningProcess> StartAsync()
    {
        var configuration = typeof(QuickStartTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Configuration").Value;
        var assembly = Repository.PathOf($"samples/QuickStart/bin/{configuration}/net10.0/QuickStart.dll");
        var host = new RunningProcess(_folder.Path, ReadyLine, "dotnet", assembly, "--urls", "http://127.0.0.1:0", "--AdminPassword", "the password");
        await host.WaitUntilReadyAsync();
        _client.BaseAddress = new(host.Output.Split('\n').First(line => line.StartsWith(ListeningOn, StringComparison.Ordinal))[ListeningOn.Length..]);
        return host;
    }

    private async Task ProveSameSiteAsync()
    {
        var antiforgery = await SendAsync(HttpMethod.Get, "account/api-access/antiforgery");
        _client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", antiforgery.GetProperty("token").GetString());
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<HttpStatusCode> CallAsync(string? apiKey, string? secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "orders");
        request.Headers.Add("user_key", apiKey);
        request.Headers.Authorization = secret is null ? null : new("Bearer", secret);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }
}
