using TrackVia.ApiAccess.PostgreSql.Tests;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>What the page says while its database is down.</summary>
public sealed class StoppedDatabaseTests(Chromium chromium) : PageFixture(chromium)
{
    private TestServer _database = null!;

    protected override IEnumerable<string> HostArguments => ["--ApiAccess:Store", "PostgreSql", "--ConnectionStrings:ApiAccess", _database.ConnectionString];

    public override async Task InitializeAsync()
    {
        _database = await TestServer.StartNewAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task T31_The_open_dialog_and_the_page_show_that_the_store_is_down_and_can_retry()
    {
        await Session.DesignateAsync(Integration);
        await Session.CreateTokenAsync(Integration, "CI");
        await using var console = await OpenAsync();
        await console.ChooseAsync("CI", "Deactivate");
        await _database.KillAsync();

        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();

        // The host waits for a server that might be restarting before it gives up.
        await Expect(console.Page.Locator("#confirm-problem")).Not.ToBeEmptyAsync();
        await console.IsAccessibleAsync();
        await _database.StartAsync();
        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Deactivated");
        await console.Button("Try again").ClickAsync();
        await Expect(console.Page.Locator("#notice")).ToBeHiddenAsync();
    }
}
