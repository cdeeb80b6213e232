using System.Text.Json;

namespace HostApp.Tests;

/// <summary>The real <c>curl</c>, with a cookie jar of its own.</summary>
internal sealed class Curl(string folder, Uri url)
{
    private readonly string _jar = Path.Combine(folder, $"{Guid.NewGuid():N}.jar");
    private string? _antiforgery;

    /// <summary>Signs in as a Super Admin and fetches the antiforgery token.</summary>
    public async Task SignInAsync(string userName, string password)
    {
        var signedIn = await SendAsync("POST", "session", JsonSerializer.Serialize(new { userName, password }));
        Assert.Equal(204, signedIn.Status);
        var antiforgery = await SendAsync("GET", $"{SampleHost.ApiAccess}/antiforgery");
        _antiforgery = antiforgery.Field("token");
    }

    public Task<Answer> ManageAsync(string method, string path, string? json = null) =>
        SendAsync(method, $"{SampleHost.ApiAccess}/{path}", json);

    /// <summary>Calls the open API as TrackVia's clients do: <c>user_key</c> in the query, the token as Bearer.</summary>
    public Task<Answer> CallOpenApiAsync(string? apiKey, string token, string path = "apps") => RunAsync(
        folder, "-H", $"Authorization: Bearer {token}", $"{url}openapi/{path}{(apiKey is null ? "" : $"?user_key={apiKey}")}");

    private Task<Answer> SendAsync(string method, string path, string? json = null) => RunAsync(
        folder,
        [
            "-X", method, "-b", _jar, "-c", _jar,
            .. _antiforgery is null ? Array.Empty<string>() : ["-H", $"X-CSRF-TOKEN: {_antiforgery}"],
            .. json is null ? Array.Empty<string>() : ["-H", "Content-Type: application/json", "-d", json],
            $"{url}{path}",
        ]);

    /// <summary>Runs curl with arguments of a test's own, and without a session.</summary>
    public static async Task<Answer> RunAsync(string folder, params string[] arguments)
    {
        var head = Path.Combine(folder, $"{Guid.NewGuid():N}.head");
        using var curl = new RunningProcess(folder, readyLine: null, "curl", ["-sS", "-D", head, "-w", "\n%{http_code}", .. arguments]);
        Assert.Equal(0, await curl.WaitForExitAsync());
        var output = curl.Output.TrimEnd('\n');
        var end = output.LastIndexOf('\n');
        return new(int.Parse(output[(end + 1)..], System.Globalization.CultureInfo.InvariantCulture), output[..end], await File.ReadAllTextAsync(head));
    }

    /// <summary>What curl got: the status, the body and the headers as they came.</summary>
    internal sealed record Answer(int Status, string Body, string Head)
    {
        /// <summary>Gets a header's one value; <see langword="null"/> if the header is missing.</summary>
        public string? Header(string name) => Head.Split("\r\n").SingleOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

        public string Field(string name) => JsonSerializer.Deserialize<JsonElement>(Body).GetProperty(name).GetString()!;
    }
}
