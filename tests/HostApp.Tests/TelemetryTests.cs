using System.Net;

namespace HostApp.Tests;

/// <summary>What the sample shows of health, metrics, traces and requests; never a credential (T38).</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string Admin = "admin@acme.example";
    private const string Integration = "integration@acme.example";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_health_endpoint_says_that_credentials_are_validated()
    {
        using var host = await SampleHost.StartAsync(_folder.Data);

        Assert.Equal("Healthy", await host.Client.GetStringAsync("health"));
    }

    [Fact]
    public async Task T38_Metrics_traces_and_requests_are_on_the_console_without_a_credential()
    {
        using var host = await SampleHost.StartAsync(_folder.Data, "--HostApp:Telemetry", "true", "--HostApp:HttpLogging", "true");
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var token = await admin.CreateTokenAsync(Integration);
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, token.Secret));
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(null, token.Secret, $"openapi/apps?user_key={key}"));

        await host.StopAsync(); // What was measured is written at the latest now.

        Assert.Contains("Metric Name: apiaccess.validations", host.Output, StringComparison.Ordinal);
        Assert.Contains("apiaccess.validation.outcome: valid", host.Output, StringComparison.Ordinal);
        Assert.Contains("apiaccess.change.kind: auth_token_created", host.Output, StringComparison.Ordinal);
        Assert.Contains("user_key: [Redacted]", host.Output, StringComparison.Ordinal);
        Assert.Contains("QueryString: ?user_key=", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Secret, host.Output, StringComparison.Ordinal);
    }
}
