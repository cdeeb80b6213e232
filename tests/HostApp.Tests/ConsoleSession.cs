using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace HostApp.Tests;

/// <summary>A user of the console: a cookie, and the antiforgery token that mutations carry.</summary>
internal sealed class ConsoleSession : IDisposable
{
    private readonly HttpClientHandler _handler = new() { CookieContainer = new CookieContainer(), AllowAutoRedirect = false };
    private readonly HttpClient _client;

    private ConsoleSession(Uri url) => _client = new HttpClient(_handler) { BaseAddress = url };

    public static async Task<ConsoleSession> SignInAsync(SampleHost host, string userName)
    {
        var session = new ConsoleSession(host.Url);
        using var response = await session._client.PostAsJsonAsync("session", new { userName, password = host.Password });
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        if (userName.StartsWith("admin@", StringComparison.Ordinal))
        {
            var antiforgery = await session._client.GetFromJsonAsync<JsonElement>($"{SampleHost.ApiAccess}/antiforgery");
            session._client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", antiforgery.GetProperty("token").GetString());
        }

        return session;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) => _client.SendAsync(
        new HttpRequestMessage(method, $"{SampleHost.ApiAccess}/{path}") { Content = body is null ? null : JsonContent.Create(body) });

    /// <summary>Sends a call that must succeed.</summary>
    public async Task<JsonElement> SucceedAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        return response.StatusCode;
    }

    public async Task SignOutAsync()
    {
        using var response = await _client.DeleteAsync(new Uri("session", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    public Task DesignateAsync(string userId) =>
        SucceedAsync(HttpMethod.Put, $"users/{userId}", new { isApiUser = true, isEnabled = true });

    public async Task<string> CreateApiKeyAsync() =>
        (await SucceedAsync(HttpMethod.Post, "api-key")).GetProperty("apiKey").GetString()!;

    public async Task<NewToken> CreateTokenAsync(string userId, string name = "Nightly import")
    {
        var token = await SucceedAsync(HttpMethod.Post, "tokens", NewToken.Request(userId, name));
        return new(token.GetProperty("id").GetString()!, token.GetProperty("secret").GetString()!);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }
}
