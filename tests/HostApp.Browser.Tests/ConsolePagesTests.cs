using HostApp.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>HostApp's own pages: signing in, and Manage Users (R4, R9, R20).</summary>
public sealed class ConsolePagesTests(Chromium chromium) : PageFixture(chromium)
{
    [Fact]
    public async Task R5_A_visitor_signs_in_and_comes_to_the_page_that_was_asked_for_but_an_API_User_does_not()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.Context.ClearCookiesAsync();
        await console.Page.GotoAsync(SampleHost.ApiAccess);
        await console.IsAccessibleAsync();

        await SignInAsync(Integration);
        await Expect(console.Page.Locator("#problem")).ToHaveTextAsync("API Users cannot sign in, on web or mobile: they call the API with an auth token.");
        await console.IsAccessibleAsync();
        await console.TakePictureAsync("sign-in");

        await SignInAsync(Console.Admin);
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "API Access", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(console.Complaints);

        async Task SignInAsync(string userName)
        {
            await console.Page.GetByLabel("User name").FillAsync(userName);
            await console.Page.GetByLabel("Password").FillAsync(Host.Password);
            await console.Button("Sign in").ClickAsync();
        }
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("javascript:document.title='run'")]
    [InlineData("https://[")]
    public async Task T9_Signing_in_never_redirects_to_another_host_or_to_an_invalid_address(string to)
    {
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.GotoAsync($"sign-in?to={Uri.EscapeDataString(to)}");
        await console.Page.GetByLabel("User name").FillAsync(Console.Admin);
        await console.Page.GetByLabel("Password").FillAsync(Host.Password);
        await console.Button("Sign in").ClickAsync();

        await console.Page.WaitForURLAsync($"{Host.Url}{SampleHost.ApiAccess}");
        Assert.Empty(console.Complaints);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task R20_Manage_Users_is_readable_in_every_size_and_colour(int width, ColorScheme colors)
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync(new() { ViewportSize = new() { Width = width, Height = 740 }, ColorScheme = colors }, goesToPage: false);
        await console.Page.GotoAsync("users");
        await Expect(console.Page.Locator($"[data-user='{Integration}']")).ToBeVisibleAsync();

        await console.TakePictureAsync($"manage-users-{width}-{colors}");
        await console.IsAccessibleAsync();
        await console.HasNoHorizontalScrollAsync();
    }

    [Fact]
    public async Task R20_A_refused_change_is_reported_and_never_shown_as_saved()
    {
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.GotoAsync("users");
        await console.AnswerAsync("PUT", "**/users/*", 409, "Somebody else was quicker.");
        var box = console.Page.Locator($"[data-user='{Integration}']").GetByLabel("API User");

        await box.ClickAsync();
        await console.Button("Save").ClickAsync();

        await Expect(box).ToBeFocusedAsync();
        await Expect(console.Page.Locator("#problem")).ToHaveTextAsync("Somebody else was quicker.");
        await Expect(console.Page.Locator("#problem")).ToBeVisibleAsync();
        await Expect(console.Page.Locator("#status")).ToBeEmptyAsync();
        await Expect(box).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task R20_A_user_is_designated_and_disabled_and_the_page_shows_first_how_many_tokens_stop()
    {
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.GotoAsync("users");
        var user = console.Page.Locator($"[data-user='{Integration}']");

        await user.GetByLabel("API User").ClickAsync();
        await Expect(console.Page.Locator("#confirm-text")).ToContainTextAsync("can no longer sign in");
        await console.IsAccessibleAsync();
        await console.Button("Save").ClickAsync();
        await Expect(user.GetByLabel("API User")).ToBeCheckedAsync();

        await Session.CreateTokenAsync(Integration, "CI");
        await console.Page.ReloadAsync();
        await user.GetByLabel("Enabled").ClickAsync();
        await Expect(console.Page.Locator("#confirm-text")).ToContainTextAsync("1 active auth token of this user stops at once");
        await console.TakePictureAsync("manage-users");
        await console.Button("Cancel").ClickAsync();
        await Expect(user.GetByLabel("Enabled")).ToBeCheckedAsync();

        await user.GetByLabel("Enabled").ClickAsync();
        await console.Button("Save").ClickAsync();
        await Expect(user.GetByLabel("Enabled")).Not.ToBeCheckedAsync();
        await console.IsAccessibleAsync();
        Assert.Empty(console.Complaints);
    }
}
