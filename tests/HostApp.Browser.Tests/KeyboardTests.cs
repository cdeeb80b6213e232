using HostApp.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>From signing in to a token in the clipboard, without a mouse.</summary>
public sealed class KeyboardTests(Chromium chromium) : PageFixture(chromium)
{
    [Fact]
    public async Task R19_The_keyboard_is_enough_from_signing_in_to_a_copied_token()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync(goesToPage: false);
        var (page, keyboard) = (console.Page, console.Page.Keyboard);
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(SampleHost.ApiAccess);

        await TabToAsync(page, page.GetByLabel("User name"));
        await keyboard.TypeAsync(Console.Admin);
        await TabToAsync(page, page.GetByLabel("Password"));
        await keyboard.TypeAsync(Host.Password);
        await keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"{Host.Url}{SampleHost.ApiAccess}");
        await Expect(console.Button("Create Auth Token")).ToBeEnabledAsync();

        await TabToAsync(page, console.Button("Create Auth Token"));
        await keyboard.PressAsync("Enter");
        await TabToAsync(page, page.GetByLabel("Name"));
        await keyboard.TypeAsync("CI");
        await keyboard.PressAsync("Enter");
        await Expect(page.Locator("#secret")).ToBeFocusedAsync();
        var secret = await page.Locator("#secret").InputValueAsync();
        await TabToAsync(page, console.Button("Copy the auth token"));
        await keyboard.PressAsync("Enter");
        await TabToAsync(page, console.Button("Done"));
        await keyboard.PressAsync("Enter");

        await Expect(console.Button("Actions for CI")).ToBeFocusedAsync();
        Assert.Equal(secret, await console.ClipboardAsync());
        Assert.Empty(console.Complaints);
    }

    /// <summary>Presses Tab until the element has the focus; the page has far fewer stops than are tried.</summary>
    private static async Task TabToAsync(IPage page, ILocator element)
    {
        const int Stops = 30;
        for (var stop = 0; stop < Stops && !await element.EvaluateAsync<bool>("element => element === document.activeElement"); stop++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(element).ToBeFocusedAsync();
    }
}
