using System.Text;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Site;

/// <summary>A person at the console, with cookies and an antiforgery token.</summary>
internal sealed class ConsoleUser
{
    private readonly HttpClient _client;

    public ConsoleUser(HttpClient client, string user)
    {
        _client = client;
        client.DefaultRequestHeaders.Add(TestSignIn.Header, user);
    }

    public string? AntiforgeryToken { get; set; }

    public async Task FetchAntiforgeryTokenAsync()
    {
        var answer = await GetAsync("antiforgery");
        AntiforgeryToken = answer.Status is System.Net.HttpStatusCode.OK ? answer.Json.GetProperty("token").GetString() : null;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, Json(json));

    public Task<Answer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Json(json));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task DesignateAsync(string user) =>
        Assert.Equal(System.Net.HttpStatusCode.OK, (await PutAsync($"users/{user}", """{"isApiUser":true}""")).Status);

    public Task<Answer> CreateTokenAsync(string user, string name = "Nightly import", string expiresOn = "2027-01-31") =>
        PostAsync("tokens", $$"""{"name":"{{name}}","expiresOn":"{{expiresOn}}","userId":"{{user}}"}""");

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, $"{TestSite.Mount}/{path}") { Content = content };
        if (AntiforgeryToken is not null)
        {
            request.Headers.Add(AntiforgeryGuard.HeaderName, AntiforgeryToken);
        }

        return await Answer.OfAsync(await _client.SendAsync(request));
    }

    private static StringContent? Json(string? json) => json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
}
