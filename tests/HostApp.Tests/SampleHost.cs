using System.Net;

namespace HostApp.Tests;

/// <summary>The sample as a process of its own, ready to be called.</summary>
internal sealed class SampleHost : IDisposable
{
    public const string ApiAccess = "account/api-access";
    private const string LastLine = "Press Ctrl+C to stop.";

    private readonly RunningProcess _process;

    private SampleHost(RunningProcess process)
    {
        _process = process;
        Url = new Uri(Line("Now listening on: ") + "/");
        Password = Line("Demo users, all with the password ");
        Client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = Url };
    }

    public Uri Url { get; }

    public string Password { get; }

    /// <summary>Gets a client without any session.</summary>
    public HttpClient Client { get; }

    public string Output => _process.Output;

    /// <summary>Starts the built sample on a free port.</summary>
    public static Task<SampleHost> StartAsync(string dataFolder, params IEnumerable<string> arguments) => StartAsync(
        Sample.ProjectFolder, ["exec", Sample.Assembly, "--HostApp:DataDirectory", dataFolder, .. arguments]);

    /// <summary>Starts the sample with the <c>dotnet</c> command, from any folder, on a free port.</summary>
    public static async Task<SampleHost> StartAsync(
        string workingFolder, IReadOnlyList<string> dotnetArguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = new RunningProcess(workingFolder, LastLine, environment, "dotnet", [.. dotnetArguments, "--urls", "http://127.0.0.1:0"]);
        try
        {
            await process.WaitUntilReadyAsync();
            return new SampleHost(process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Calls the open API as a client does.</summary>
    public async Task<HttpStatusCode> CallAsync(string? apiKey, string? token, string path = "openapi/apps")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (apiKey is not null)
        {
            request.Headers.Add("user_key", apiKey);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        try
        {
            using var response = await Client.SendAsync(request);
            return response.StatusCode;
        }
        catch (HttpRequestException exception) when (_process.ExitCode is { } exitCode)
        {
            throw new InvalidOperationException($"The host has ended with {exitCode}:\n{Output}", exception);
        }
    }

    public Task StopAsync() => _process.StopAsync();

    public Task SignalAsync(string name) => _process.SignalAsync(name);

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        Client.Dispose();
        _process.Dispose();
    }

    private string Line(string start) =>
        Output.Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
}
