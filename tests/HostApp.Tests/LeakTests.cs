using System.Net;
using System.Text;

namespace HostApp.Tests;

/// <summary>Secrets are neither printed nor kept in clear (T38).</summary>
public sealed class LeakTests
{
    private const string Admin = "admin@acme.example";
    private const string Integration = "integration@acme.example";

    [Theory]
    [InlineData("TrackVia", "Information")]
    [InlineData("TrackVia", "Trace")]
    [InlineData("Default", "Trace")]
    [InlineData("Microsoft.AspNetCore", "Trace")]
    public async Task T38_no_secret_is_printed_or_kept_in_clear(string logCategory, string level)
    {
        using var folder = new TemporaryFolder();
        using var host = await SampleHost.StartAsync(folder.Data, $"--Logging:LogLevel:{logCategory}", level);
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var token = await admin.CreateTokenAsync(Integration);
        await admin.SucceedAsync(HttpMethod.Get, "api-key");
        var nearMiss = token.Secret[..^1] + (token.Secret[^1] == 'x' ? 'y' : 'x');

        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, token.Secret));
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(null, token.Secret, $"openapi/apps?user_key={key}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.CallAsync(key, nearMiss));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.CallAsync(null, nearMiss, $"openapi/apps?user_key={key}"));
        await admin.SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/deactivate");
        Assert.Equal(HttpStatusCode.Unauthorized, await host.CallAsync(key, token.Secret));
        await host.StopAsync();

        string[] canaries = [key, token.Secret, nearMiss];
        Assert.All(canaries, canary => Assert.DoesNotContain(canary, host.Output, StringComparison.Ordinal));
        Assert.Contains(token.Id, host.Output, StringComparison.Ordinal); // Proves that the search covered the log of this token.

        var files = Directory.GetFiles(folder.Data, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Holds(file, token.Id)); // The same for the database.
        Assert.All(files, file => Assert.All(canaries, canary => Assert.False(Holds(file, canary), file)));
    }

    [Fact]
    public async Task T53_A_secret_in_the_wrong_place_is_not_printed()
    {
        using var folder = new TemporaryFolder();
        using var host = await SampleHost.StartAsync(folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:HttpLogging", "true", "--HostApp:Telemetry", "true");
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var token = await admin.CreateTokenAsync(Integration);

        await admin.SendAsync(HttpMethod.Put, $"users/{token.Secret}", new { isEnabled = false });
        await admin.SendAsync(HttpMethod.Post, $"tokens/{token.Secret}/deactivate");
        await host.CallAsync(null, token.Secret, $"openapi/apps?user_key[]={key}");
        await host.CallAsync(null, null, $"openapi/views/{token.Secret}?q={key}");
        await host.StopAsync();

        Assert.Contains("tvt_[redacted]", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key[4..], host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Secret[4..], host.Output, StringComparison.Ordinal);
    }

    private static bool Holds(string file, string text) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;
}
