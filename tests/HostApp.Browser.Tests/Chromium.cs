using Microsoft.Playwright;
using TrackVia.ApiAccess.PostgreSql.Tests;

namespace HostApp.Browser.Tests;

/// <summary>The browser that eng/test.sh finds or installs; one for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // After this long it never will. Five seconds, the default, pass on a busy machine.
        Assertions.SetDefaultExpectTimeout(120_000);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = TestServer.Required("APIACCESS_TEST_CHROMIUM"),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        });
    }

    public async Task DisposeAsync()
    {
        await Browser.CloseAsync();
        _playwright?.Dispose();
    }
}
