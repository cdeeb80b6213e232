using System.Net;

namespace HostApp.Tests;

/// <summary>What a restart keeps, and what a lost protection key costs: display, not service (R2).</summary>
public sealed class ProtectionKeyTests
{
    private const string Admin = "admin@acme.example";
    private const string Integration = "integration@acme.example";

    [Fact]
    public async Task A_restart_keeps_the_api_key_and_its_display_R2()
    {
        using var folder = new TemporaryFolder();
        var (key, token) = await PrepareAsync(folder.Data);

        using var host = await SampleHost.StartAsync(folder.Data);
        using var admin = await ConsoleSession.SignInAsync(host, Admin);

        Assert.Equal(key, (await admin.SucceedAsync(HttpMethod.Get, "api-key")).GetProperty("apiKey").GetString());
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, token));
    }

    [Fact]
    public async Task Lost_protection_keys_cost_the_display_and_no_request_R2()
    {
        using var folder = new TemporaryFolder();
        var (key, token) = await PrepareAsync(folder.Data);
        Directory.Delete(Path.Combine(folder.Data, "keys"), recursive: true);

        using var host = await SampleHost.StartAsync(folder.Data);
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        using var display = await admin.SendAsync(HttpMethod.Get, "api-key");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, display.StatusCode);
        Assert.Contains("protection key", await display.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, token));
    }

    private static async Task<(string Key, string Token)> PrepareAsync(string dataFolder)
    {
        using var host = await SampleHost.StartAsync(dataFolder);
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var token = await admin.CreateTokenAsync(Integration);
        await host.StopAsync();
        return (key, token.Secret);
    }
}
