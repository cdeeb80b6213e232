using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>
/// Calls that break off, that are limited, or that are made twice: the page shows what is known, and does not lose a secret.
/// </summary>
public sealed class BrokenCallTests(Chromium chromium) : PageFixture(chromium)
{
    [Fact]
    public async Task T32_A_connection_that_breaks_while_a_token_is_created_leaves_a_way_forward()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync();
        await console.Page.RouteAsync("**/tokens", async route =>
        {
            if (route.Request.Method == "POST")
            {
                await route.FetchAsync(); // The host creates the token, and the answer is lost.
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });

        await SubmitNewAsync(console, "CI");

        await Expect(console.Page.Locator("#create-problem")).ToContainTextAsync("If “CI” is in the list of tokens, its secret cannot be shown");
        await console.Button("Cancel").ClickAsync();
        await Expect(console.Page.Locator("#notice")).ToContainTextAsync("may have been made");
        await Expect(console.Row("CI")).ToContainTextAsync("Active");
    }

    [Fact]
    public async Task T46_A_secret_stays_when_the_session_ends_right_after_its_token_was_created()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync();
        await console.Button("Create Auth Token").ClickAsync();
        await console.AnswerAsync("GET", "**/tokens", 401, "");
        await console.Page.GetByLabel("Name").FillAsync("CI");
        await console.Dialog.Locator("[type=submit]").ClickAsync();

        await Expect(console.Page.Locator("#notice")).ToContainTextAsync("You are signed out");
        await Expect(console.Page.Locator("#secret")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^tvt_"));
        await Expect(console.Page.Locator("#secret")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(429, "Too many requests were sent. Wait 7 seconds.")]
    [InlineData(502, "The server returned status 502. Wait 7 seconds.")]
    public async Task A_response_of_a_limiter_or_a_proxy_without_a_body_is_shown_by_its_status_and_how_long_to_wait(int status, string text)
    {
        await using var console = await OpenAsync();
        await console.Page.RouteAsync("**/api-key", route => route.Request.Method == "POST"
            ? route.FulfillAsync(new() { Status = status, ContentType = "text/html", Body = "<p>no</p>", Headers = new Dictionary<string, string> { ["Retry-After"] = "7" } })
            : route.ContinueAsync());

        await console.Button("Create API Key").ClickAsync();

        await Expect(console.Page.Locator("#key-problem")).ToHaveTextAsync(text);
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task A_double_click_creates_one_API_key_and_does_no_harm()
    {
        await using var console = await OpenAsync();

        await console.Button("Create API Key").DblClickAsync();

        await Expect(console.Button("Copy the API key")).ToBeVisibleAsync();
        await Expect(console.Page.Locator("#key-problem")).ToBeHiddenAsync();
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task T46_Manage_Users_says_signed_out_and_has_a_way_back()
    {
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.GotoAsync("users");
        await Expect(console.Page.Locator($"[data-user='{Integration}']")).ToBeVisibleAsync();
        await console.Page.Context.ClearCookiesAsync();

        await console.Page.Locator($"[data-user='{Integration}']").GetByLabel("API User").ClickAsync();
        await console.Button("Save").ClickAsync();

        await Expect(console.Page.Locator("#problem")).ToContainTextAsync("You are signed out");
        await console.IsAccessibleAsync();
        await console.TakePictureAsync("manage-users-signed-out");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        await console.Page.WaitForURLAsync($"{Host.Url}sign-in?to=%2Fusers");
        Assert.Empty(console.Complaints);
    }

    private static async Task SubmitNewAsync(Console console, string name)
    {
        await console.Button("Create Auth Token").ClickAsync();
        await console.Page.GetByLabel("Name").FillAsync(name);
        await console.Dialog.Locator("[type=submit]").ClickAsync();
    }
}
