using HostApp.Tests;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>A host that lost its Data Protection keys: it costs display, not service (R2).</summary>
public sealed class ProtectionKeyTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Integration = "integration@acme.example";

    [Fact]
    public async Task R2_A_lost_protection_key_is_reported_with_the_remedy_and_the_tokens_still_work()
    {
        using var folder = new TemporaryFolder();
        using (var before = await SampleHost.StartAsync(folder.Data))
        {
            using var session = await ConsoleSession.SignInAsync(before, Console.Admin);
            await session.DesignateAsync(Integration);
            await session.CreateApiKeyAsync();
            await session.CreateTokenAsync(Integration, "CI");
            await before.StopAsync();
        }

        Directory.Delete(Path.Combine(folder.Data, "keys"), recursive: true);
        using var host = await SampleHost.StartAsync(folder.Data);
        await using var console = await Console.OpenAsync(chromium.Browser, host);

        await Expect(console.Page.Locator("#key-problem")).ToContainTextAsync("protection key", new() { IgnoreCase = true });
        await Expect(console.Button("Create API Key")).ToBeHiddenAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Active");
        await console.TakePictureAsync("protection-key-lost");
        await console.IsAccessibleAsync();
    }
}
