using Microsoft.Playwright;
using TrackVia.ApiAccess.AspNetCore.Tests.SignIn;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>A session that ended while the page is open, on a host that signs in by a provider (T46).</summary>
public sealed class EndedSessionTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Page = SingleSignOnSite.Mount;

    [Theory]
    [InlineData(SentAway.ByOpenIdConnect)]
    [InlineData(SentAway.ByPolicyScheme)]
    public async Task T46_The_page_says_signed_out_leaves_no_cookie_and_has_a_way_back(SentAway sentAway)
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await SingleSignOnSite.StartAsync(sentAway, provider.Address);
        await using var console = await Console.OpenAsync(chromium.Browser, site.Address);
        await console.GoToAsync(Page); // To the provider and back.
        await EndSessionAsync(console);
        var cookies = await CookiesAsync(console);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await console.Button("Create API Key").ClickAsync();
            await Expect(console.Page.Locator("#notice")).ToContainTextAsync("You are signed out");
        }

        Assert.Equal(cookies, await CookiesAsync(console));
        await console.IsAccessibleAsync();
        await console.TakePictureAsync($"signed-out-{sentAway}");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        await Expect(console.Page.Locator("main")).Not.ToHaveAttributeAsync("aria-busy", "true");
        await Expect(console.Page.Locator("#notice")).ToBeHiddenAsync();
        await console.Button("Create API Key").ClickAsync();
        await Expect(console.Button("Copy the API key")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("page")]
    public async Task T46_A_sign_in_in_front_of_the_host_is_taken_for_signed_out_too(string kind)
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await SingleSignOnSite.StartAsync(SentAway.ByOpenIdConnect, provider.Address);
        await using var console = await Console.OpenAsync(chromium.Browser, site.Address);
        await console.GoToAsync(Page);
        await console.Page.RouteAsync("**/access/*", route => route.FulfillAsync(kind == "redirect"
            ? new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "https://proxy.example/sign-in" } }
            : new() { Status = 200, ContentType = "text/html", Body = "<form></form>" }));

        await console.Button("Create API Key").ClickAsync();

        await Expect(console.Page.Locator("#notice")).ToContainTextAsync("You are signed out");
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task T46_The_notice_is_readable_in_every_size_and_colour(int width, ColorScheme colors)
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await SingleSignOnSite.StartAsync(SentAway.ByOpenIdConnect, provider.Address);
        await using var console = await Console.OpenAsync(
            chromium.Browser, site.Address, new() { ViewportSize = new() { Width = width, Height = 740 }, ColorScheme = colors });
        await console.GoToAsync(Page);
        await EndSessionAsync(console);

        await console.Button("Create API Key").ClickAsync();

        await Expect(console.Page.Locator("#notice")).ToBeVisibleAsync();
        await console.TakePictureAsync($"signed-out-{width}-{colors}");
        await console.IsAccessibleAsync();
        await console.HasNoHorizontalScrollAsync();
    }

    private static Task EndSessionAsync(Console console) => console.Page.Context.ClearCookiesAsync(new() { Name = SingleSignOnSite.SessionCookie });

    private static async Task<IReadOnlyList<string>> CookiesAsync(Console console) =>
        [.. (await console.Page.Context.CookiesAsync()).Select(cookie => cookie.Name).Order(StringComparer.Ordinal)];
}
