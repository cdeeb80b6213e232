using Microsoft.Playwright;
using TrackVia.ApiAccess.PostgreSql.Tests;

namespace HostApp.Browser.Tests;

/// <summary>The browser that eng/test.sh finds or installs: one for all tests, which ends with their process.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly Lazy<Task<IBrowser>> Launched = new(LaunchAsync);

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync() => Browser = await Launched.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<IBrowser> LaunchAsync()
    {
        // After this long it never will. Five seconds, the default, pass on a busy machine.
        Assertions.SetDefaultExpectTimeout(120_000);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = TestServer.Required("APIACCESS_TEST_CHROMIUM"),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        });
    }
}
