using System.Reflection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>T43: the page without the host's user directory.</summary>
public sealed class BrokenDirectoryTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Screenshots =
        typeof(Console).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Screenshots").Value!;

    [Theory]
    [InlineData("throws")]
    [InlineData("hangs")]
    public async Task T43_The_page_lists_tokens_says_what_is_missing_and_deactivates_while_the_directory(string fault)
    {
        await using var host = await BrokenDirectoryHost.StartAsync(fault);
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync(host.Page);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "CI" });
        await Expect(row).ToContainTextAsync(BrokenDirectoryHost.Integration.Value);
        await Expect(row).ToContainTextAsync("Active");
        await Expect(page.Locator("#key")).Not.ToHaveValueAsync("");
        await Expect(page.Locator("#users-problem")).ToContainTextAsync("The names of the users are missing", new() { Timeout = 15_000 });
        await Expect(page.Locator("#notice")).ToBeHiddenAsync();
        await page.EvaluateAsync("() => (document.querySelector('#key').style.webkitTextSecurity = 'disc')");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"directory-{fault}.png"), FullPage = true });

        await page.GetByRole(AriaRole.Button, new() { Name = "Actions for CI" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Deactivate" }).ClickAsync();
        await page.Locator("#confirm-action").ClickAsync();

        await Expect(row).ToContainTextAsync("Deactivated", new() { Timeout = 15_000 });
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        Assert.Empty(errors);
    }
}
