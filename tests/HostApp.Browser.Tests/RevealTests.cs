using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>A host that keeps the secrets of its auth tokens (R14).</summary>
public sealed class RevealTests(Chromium chromium) : PageFixture(chromium)
{
    protected override IEnumerable<string> HostArguments => ["--ApiAccess:KeepTokenSecrets", "true"];

    [Fact]
    public async Task R14_A_secret_is_copied_again_from_the_gear_menu_and_the_history_records_it()
    {
        await Session.DesignateAsync(Integration);
        var token = await Session.CreateTokenAsync(Integration, "CI");
        await using var console = await OpenAsync();

        Assert.Equal(["Copy", "Deactivate"], await console.OpenMenuAsync("CI"));
        await console.Page.GetByRole(Microsoft.Playwright.AriaRole.Menuitem, new() { Name = "Copy" }).ClickAsync();
        await Expect(console.Page.Locator("#secret")).ToHaveValueAsync(token.Secret);
        await console.Button("Copy the auth token").ClickAsync();
        await console.IsAccessibleAsync();
        await console.Button("Done").ClickAsync();

        Assert.Equal(token.Secret, await console.ClipboardAsync());
        await console.Page.Locator("#history summary").ClickAsync();
        await Expect(console.Page.Locator("#history")).ToContainTextAsync("revealed auth token “CI”");
        Assert.Empty(console.Complaints);
    }
}
