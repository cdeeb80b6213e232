using HostApp.Tests;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>The console behind a reverse proxy that strips a prefix, set up as docs/deploy.md describes.</summary>
public sealed class ProxyTests(Chromium chromium) : PageFixture(chromium)
{
    private const string Prefix = "/crm";

    protected override IEnumerable<string> HostArguments => ["--HostApp:KnownProxy", "127.0.0.1"];

    [Fact]
    public async Task R19_The_whole_page_works_behind_a_proxy_that_strips_a_prefix()
    {
        await Session.DesignateAsync(Integration);
        await using var proxy = await StrippingProxy.StartAsync(Prefix, Host.Url);
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.Context.ClearCookiesAsync();
        await console.Page.GotoAsync($"{proxy.Address}crm/{SampleHost.ApiAccess}");
        Assert.StartsWith($"{proxy.Address}crm/sign-in?", console.Page.Url, StringComparison.Ordinal);
        await console.Page.GetByLabel("User name").FillAsync(Console.Admin);
        await console.Page.GetByLabel("Password").FillAsync(Host.Password);
        await console.Button("Sign in").ClickAsync();
        await console.Page.WaitForURLAsync($"{proxy.Address}crm/{SampleHost.ApiAccess}");

        await console.Button("Create API Key").ClickAsync();
        await Expect(console.Button("Copy the API key")).ToBeVisibleAsync();
        await console.Button("Create Auth Token").ClickAsync();
        await console.Page.GetByLabel("Name").FillAsync("CI");
        await console.Dialog.Locator("[type=submit]").ClickAsync();
        await Expect(console.Page.Locator("#secret")).ToBeVisibleAsync();
        await console.Button("Copy the auth token").ClickAsync();
        await console.Button("Done").ClickAsync();
        await console.ChooseAsync("CI", "Deactivate");
        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Deactivated");
    }
}
