using HostApp.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>The console under a path base, as behind a proxy that passes a prefix on.</summary>
public sealed class PathBaseTests(Chromium chromium) : PageFixture(chromium)
{
    private const string Prefix = "crm";

    protected override IEnumerable<string> HostArguments => ["--HostApp:PathBase", $"/{Prefix}"];

    [Fact]
    public async Task R19_Signing_in_the_page_and_its_links_stay_below_the_path_base()
    {
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.Context.ClearCookiesAsync();
        await console.Page.GotoAsync($"{Prefix}/{SampleHost.ApiAccess}");
        Assert.StartsWith($"{Host.Url}{Prefix}/sign-in?", console.Page.Url, StringComparison.Ordinal);
        await console.Page.GetByLabel("User name").FillAsync(Console.Admin);
        await console.Page.GetByLabel("Password").FillAsync(Host.Password);
        await console.Button("Sign in").ClickAsync();
        await console.Page.WaitForURLAsync($"{Host.Url}{Prefix}/{SampleHost.ApiAccess}");

        await console.Button("Create API Key").ClickAsync();
        await Expect(console.Button("Copy the API key")).ToBeVisibleAsync();
        await console.Button("Create Auth Token").ClickAsync();
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Go to Manage Users" }).ClickAsync();

        await console.Page.WaitForURLAsync($"{Host.Url}{Prefix}/users");
        await Expect(console.Page.Locator($"[data-user='{Integration}']")).ToBeVisibleAsync();
        Assert.Empty(console.Complaints);
    }
}
