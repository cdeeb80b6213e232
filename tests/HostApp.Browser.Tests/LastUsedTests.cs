using System.Net;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>When and from where a token was last used, on the page.</summary>
public sealed class LastUsedTests(Chromium chromium) : PageFixture(chromium)
{
    protected override IEnumerable<string> HostArguments => ["--ApiAccess:TokenUsageFlushInterval", "00:00:01"];

    [Fact]
    public async Task The_page_shows_when_and_from_where_a_token_was_last_used()
    {
        await Session.DesignateAsync(Integration);
        var key = await Session.CreateApiKeyAsync();
        var token = await Session.CreateTokenAsync(Integration, "CI");
        await using var console = await OpenAsync();
        var used = console.Row("CI").Locator("[data-title='Last used']");
        await Expect(used).ToHaveTextAsync("Not seen yet");

        Assert.Equal(HttpStatusCode.OK, await Host.CallAsync(key, token.Secret));

        for (var look = 0; await used.Locator("time").CountAsync() == 0; look++)
        {
            Assert.True(look < 50, "The use did not appear.");
            await console.Page.WaitForTimeoutAsync(200); // It is written down every second.
            await console.GoToAsync();
        }

        await Expect(used.Locator(".hint")).ToHaveTextAsync("from 127.0.0.1");
        Assert.Empty(console.Complaints);
    }
}
