using System.Net;
using System.Text.RegularExpressions;

namespace HostApp.Tests;

/// <summary>The main job, done with the real <c>curl</c> against the started sample.</summary>
public sealed partial class TranscriptTests : IAsyncLifetime, IDisposable
{
    private const string Admin = "admin@acme.example";
    private const string Integration = "integration@acme.example";

    private readonly TemporaryFolder _folder = new();
    private SampleHost _host = null!;

    /// <summary>The password holds what shells and JSON read as more than text.</summary>
    public async Task InitializeAsync() =>
        _host = await SampleHost.StartAsync(_folder.Data, "--HostApp:DemoPassword", "it's \"$HOME\" \\ `quoted`");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_client_calls_the_open_api_until_its_token_is_deactivated_resumed_and_deleted()
    {
        var curl = await SignInAsync(Admin);
        var stranger = await SignInAsync("admin@globex.example");
        var strangersKey = (await stranger.ManageAsync("POST", "api-key")).Field("apiKey");

        Assert.Equal(200, (await curl.ManageAsync("PUT", $"users/{Integration}", """{"isApiUser":true,"isEnabled":true}""")).Status);
        var key = (await curl.ManageAsync("POST", "api-key")).Field("apiKey");
        var created = await curl.ManageAsync("POST", "tokens", $$"""{"name":"Nightly import","expiresOn":"2999-12-31","userId":"{{Integration}}"}""");
        var (id, token) = (created.Field("id"), created.Field("secret"));

        Assert.Equal(200, (await curl.CallOpenApiAsync(key, token)).Status);
        Assert.Equal(401, (await curl.CallOpenApiAsync(strangersKey, token)).Status);
        Assert.Equal(401, (await curl.CallOpenApiAsync(null, token)).Status);
        Assert.Equal(409, (await curl.ManageAsync("DELETE", $"tokens/{id}")).Status);

        Assert.Equal(200, (await curl.ManageAsync("POST", $"tokens/{id}/deactivate")).Status);
        Assert.Equal(401, (await curl.CallOpenApiAsync(key, token)).Status);
        Assert.Equal(200, (await curl.ManageAsync("POST", $"tokens/{id}/resume")).Status);
        Assert.Equal(200, (await curl.CallOpenApiAsync(key, token)).Status);

        Assert.Equal(200, (await curl.ManageAsync("POST", $"tokens/{id}/deactivate")).Status);
        Assert.Equal(204, (await curl.ManageAsync("DELETE", $"tokens/{id}")).Status);
        Assert.Equal(401, (await curl.CallOpenApiAsync(key, token)).Status);
    }

    [Fact]
    public async Task The_second_api_key_is_refused_R1()
    {
        var curl = await SignInAsync(Admin);

        Assert.Equal(201, (await curl.ManageAsync("POST", "api-key")).Status);
        Assert.Equal(409, (await curl.ManageAsync("POST", "api-key")).Status);
    }

    [Fact]
    public async Task The_101st_token_is_refused_R10()
    {
        using var admin = await ConsoleSession.SignInAsync(_host, Admin);
        await admin.DesignateAsync(Integration);
        for (var count = 1; count <= 100; count++)
        {
            await admin.CreateTokenAsync(Integration);
        }

        Assert.Equal(HttpStatusCode.Conflict, await admin.StatusAsync(HttpMethod.Post, "tokens", NewToken.Request(Integration, "One too many")));
    }

    [Fact]
    public async Task The_printed_transcript_runs_as_printed_and_runs_again()
    {
        var first = await RunPrintedTranscriptAsync();
        var second = await RunPrintedTranscriptAsync();

        string[] expected =
        [
            "sign in: 204", "create API key: 201", "active: 200", "active: 200", "deactivated: 401", "resumed: 200",
            "delete while active: 409", "deactivate: 200", "delete once deactivated: 204", "deleted: 401",
        ];
        Assert.Equal(expected, first);
        Assert.Equal(expected.Select(line => line.Replace("key: 201", "key: 409", StringComparison.Ordinal)), second);
    }

    private async Task<Curl> SignInAsync(string userName)
    {
        var curl = new Curl(_folder.Path, _host.Url);
        await curl.SignInAsync(userName, _host.Password);
        return curl;
    }

    /// <summary>Runs the script in bash, and returns the steps of its output that show a status.</summary>
    private async Task<IEnumerable<string>> RunPrintedTranscriptAsync()
    {
        var script = Path.Combine(_folder.Path, "transcript.sh");
        await File.WriteAllTextAsync(script, PrintedTranscript().Match(_host.Output).Value);
        using var bash = new RunningProcess(_folder.Path, readyLine: null, "bash", "-e", script);
        Assert.True(await bash.WaitForExitAsync() == 0, bash.Output);
        return bash.Output.Split('\n').Where(line => Step().IsMatch(line));
    }

    [GeneratedRegex("^# ---- begin of transcript\n.*^# ---- end of transcript$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PrintedTranscript();

    [GeneratedRegex(@"^[\w ]+: \d{3}$")]
    private static partial Regex Step();
}
