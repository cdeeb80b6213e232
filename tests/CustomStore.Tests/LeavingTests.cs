using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace CustomStore.Tests;

/// <summary>A host process that receives SIGTERM leaves in good order, whatever its store needs from the container.</summary>
public sealed class LeavingTests : IAsyncLifetime
{
    private static readonly Actor SuperAdmin = new()
    {
        AccountId = AccountId.Parse("acme"),
        UserId = UserId.Parse("admin"),
        IsSuperAdmin = true,
        HasUserProfileAccess = true,
    };
    private static readonly UserId Importer = UserId.Parse("importer");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scoped-store-");
    private readonly ConcurrentQueue<string> _output = [];
    private ServiceProvider _admin = null!;
    private string _apiKey = null!;
    private IssuedAuthToken _token = null!;

    private string Database => Path.Combine(_folder.FullName, "access.db");

    private ApiAccessManager Manager => _admin.GetRequiredService<ApiAccessManager>();

    private IApiAccessStore Store => _admin.GetRequiredService<IApiAccessStore>();

    public async Task InitializeAsync()
    {
        _admin = ScopedHost.OpenDatabase(Database);
        await Manager.SetUserAccessAsync(SuperAdmin, Importer, new UserAccessChange { IsApiUser = true });
        _apiKey = (await Manager.CreateApiKeyAsync(SuperAdmin)).Value.Key.Reveal();
        _token = (await Manager.CreateTokenAsync(SuperAdmin, new NewAuthToken
        {
            Name = AuthTokenName.Parse("Import"),
            ExpiresOn = new LocalDate(9999, 12, 31),
            UserId = Importer,
        })).Value;
    }

    public async Task DisposeAsync()
    {
        await _admin.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_host_whose_store_makes_scopes_leaves_at_SIGTERM_and_no_fence_waits_for_it()
    {
        using (var host = await StartAsync(ScopedHost.MaxStaleness))
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync(host.Url));
            Assert.Single(await Store.Nodes!.ListNodesAsync(CancellationToken.None));
            await host.TerminateAsync();
        }

        Assert.Empty(await Store.Nodes!.ListNodesAsync(CancellationToken.None));
        Assert.Contains(_token.Token.Id, (await Manager.GetTokenUsageAsync(SuperAdmin)).Value.Keys);
        Assert.DoesNotContain(_output, line => line.Contains("could not", StringComparison.Ordinal) || line.Contains("warn", StringComparison.Ordinal));

        var began = Stopwatch.GetTimestamp();
        var fence = (await Manager.DeactivateTokenAsync(SuperAdmin, _token.Token.Id, RevocationWait.AllNodes)).Fence!;
        Assert.True(fence.IsComplete);
        Assert.True(Stopwatch.GetElapsedTime(began) < ScopedHost.MaxStaleness / 4, "The fence waited for a node that had left.");
    }

    [Fact]
    public async Task A_host_with_another_MaxStaleness_does_not_start_while_a_node_runs_and_does_when_it_has_left()
    {
        using (var running = await StartAsync(ScopedHost.MaxStaleness))
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync(running.Url));

            await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(TimeSpan.FromSeconds(2)));

            Assert.Contains(_output, line => line.Contains("ApiAccessOptions.MaxStaleness is 00:00:02 on this node, but 00:01:00", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, await CallAsync(running.Url));
            await running.TerminateAsync();
        }

        using var other = await StartAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(other.Url));
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Single(await Store.Nodes!.ListNodesAsync(CancellationToken.None)).MaxStaleness);
    }

    private async Task<HttpStatusCode> CallAsync(Uri url)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "orders"));
        request.Headers.Add("user_key", _apiKey);
        request.Headers.Authorization = new("Bearer", _token.Secret.Reveal());
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<HostProcess> StartAsync(TimeSpan maxStaleness)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(LeavingTests).Assembly.Location, ScopedHost.Verb, Database, maxStaleness.TotalSeconds.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var url = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Receive(string? line)
        {
            _output.Enqueue(line ?? "");
            if (line?.StartsWith("Listening: ", StringComparison.Ordinal) is true)
            {
                url.TrySetResult(new Uri(line["Listening: ".Length..] + "/"));
            }
        }

        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => Receive(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var ended = process.WaitForExitAsync(patience.Token);
        if (await Task.WhenAny(url.Task, ended) == ended)
        {
            using (process)
            {
                throw new InvalidOperationException("The host did not start.");
            }
        }

        return new HostProcess(process, await url.Task);
    }

    private sealed class HostProcess(Process process, Uri url) : IDisposable
    {
        public Uri Url => url;

        /// <summary>Stops the host as an operator does, and waits until it has ended by itself.</summary>
        public async Task TerminateAsync()
        {
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync();
            }

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(0, process.ExitCode);
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }
    }
}
