using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>A history of several pages, newest first (R26).</summary>
public sealed class HistoryTests(Chromium chromium) : PageFixture(chromium)
{
    private const int Page = 50;

    [Fact]
    public async Task R26_The_newest_entries_come_first_and_no_more_is_read_than_is_shown()
    {
        await Session.DesignateAsync(Integration);
        var token = await Session.CreateTokenAsync(Integration, "CI");
        await SwitchAsync(token.Id, times: 60);
        await using var console = await OpenAsync();
        var reads = 0;
        console.Page.Request += (_, request) => reads += request.Url.Contains("/history?", StringComparison.Ordinal) ? 1 : 0;

        await console.Page.Locator("#history summary").ClickAsync();
        var entries = console.Page.Locator("#history-entries li");
        await Expect(entries).ToHaveCountAsync(Page);
        await Expect(entries.First).ToContainTextAsync("resumed auth token “CI”");
        Assert.Equal(1, reads);

        await console.Page.Locator("#history-more").ClickAsync();
        await Expect(entries).ToHaveCountAsync(2 * Page);
        Assert.Equal(2, reads);

        await console.Page.Locator("#history-more").ClickAsync();
        await Expect(entries).ToHaveCountAsync(2 + (2 * 60));
        await Expect(entries.Last).ToContainTextAsync("API User");
        await Expect(console.Page.Locator("#history-more")).ToBeHiddenAsync();
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task R26_A_deleted_token_is_listed_by_its_name_however_old_it_is()
    {
        await Session.DesignateAsync(Integration);
        var old = await Session.CreateTokenAsync(Integration, "Long gone");
        await SwitchAsync((await Session.CreateTokenAsync(Integration, "CI")).Id, times: 40);
        await Session.SucceedAsync(HttpMethod.Post, $"tokens/{old.Id}/deactivate");
        await Session.SucceedAsync(HttpMethod.Delete, $"tokens/{old.Id}");
        await using var console = await OpenAsync();

        await console.Page.Locator("#history summary").ClickAsync();

        var entries = console.Page.Locator("#history-entries li");
        await Expect(entries).ToHaveCountAsync(Page);
        await Expect(entries.First).ToContainTextAsync("deleted auth token “Long gone”");
    }

    private async Task SwitchAsync(string tokenId, int times)
    {
        for (var time = 0; time < times; time++)
        {
            await Session.SucceedAsync(HttpMethod.Post, $"tokens/{tokenId}/deactivate");
            await Session.SucceedAsync(HttpMethod.Post, $"tokens/{tokenId}/resume");
        }
    }
}
