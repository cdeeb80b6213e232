using Microsoft.Playwright;

namespace HostApp.Browser.Tests;

/// <summary>The page in every size and colour: nothing that axe finds, nothing that scrolls sideways; and the pictures for the README.</summary>
public sealed class LookTests(Chromium chromium) : PageFixture(chromium)
{
    public static TheoryData<string, int, int, ColorScheme> Looks => new()
    {
        { "desktop", 1280, 900, ColorScheme.Light },
        { "desktop-dark", 1280, 900, ColorScheme.Dark },
        { "phone", 360, 740, ColorScheme.Light },
        { "phone-dark", 360, 740, ColorScheme.Dark },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task R19_The_page_is_readable_in_every_state(string name, int width, int height, ColorScheme colors)
    {
        await using var console = await OpenAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = colors });
        await LookAtAsync(console, $"{name}-empty");

        await console.Button("Create Auth Token").ClickAsync();
        await LookAtAsync(console, $"{name}-no-users");
        await console.Button("Cancel").ClickAsync();

        await FillAsync();
        await console.GoToAsync();
        await LookAtAsync(console, name);
        await console.TakePictureAsync($"{name}-whole", isWhole: true);

        Assert.Equal(["Resume", "Delete"], await console.OpenMenuAsync("Warehouse scanner"));
        await Assertions.Expect(console.Page.Locator("#menu")).ToBeInViewportAsync();
        await LookAtAsync(console, $"{name}-menu");
        await console.Page.Keyboard.PressAsync("Escape");

        await console.ChooseAsync("Nightly import", "Deactivate");
        await LookAtAsync(console, $"{name}-confirm");
        await console.Button("Cancel").ClickAsync();

        await console.Button("Create Auth Token").ClickAsync();
        await console.Dialog.Locator("[type=submit]").ClickAsync();
        await Assertions.Expect(console.Page.Locator("#name-problem")).ToBeVisibleAsync();
        await LookAtAsync(console, $"{name}-create");
        await console.Page.GetByLabel("Name").FillAsync("Billing export");
        await console.Dialog.Locator("[type=submit]").ClickAsync();
        await Assertions.Expect(console.Page.Locator("#secret")).ToBeVisibleAsync();
        await LookAtAsync(console, $"{name}-secret");
        await console.Button("Copy the auth token").ClickAsync();
        await console.Button("Done").ClickAsync();

        await console.Page.Locator("#history summary").ClickAsync();
        await Assertions.Expect(console.Page.Locator("#history li").First).ToBeVisibleAsync();
        await console.Page.Locator("#history").ScrollIntoViewIfNeededAsync();
        await LookAtAsync(console, $"{name}-history");
        Assert.Empty(console.Complaints);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task R10_A_hundred_tokens_are_readable_and_searched(int width)
    {
        await Session.DesignateAsync(Integration);
        for (var i = 1; i <= 100; i++)
        {
            await Session.CreateTokenAsync(Integration, $"Integration number {i}");
        }

        await using var console = await OpenAsync(new() { ViewportSize = new() { Width = width, Height = 900 } });
        await LookAtAsync(console, $"hundred-{width}");
        await Assertions.Expect(console.Page.Locator("#usage")).ToHaveTextAsync("100 of 100 places used.");
        Assert.Equal(100, await console.Page.Locator("#tokens tbody tr").CountAsync());

        await console.Page.GetByLabel("Search").FillAsync("number 42");
        Assert.Equal(1, await console.Page.Locator("#tokens tbody tr").CountAsync());
        await console.Page.GetByLabel("State").SelectOptionAsync("Expired");
        await Assertions.Expect(console.Page.Locator("#no-tokens")).ToHaveTextAsync("No auth tokens match your search.");
        await console.IsAccessibleAsync();
    }

    private static async Task LookAtAsync(Console console, string name)
    {
        await console.TakePictureAsync(name);
        await console.IsAccessibleAsync();
        await console.HasNoHorizontalScrollAsync();
    }

    private async Task FillAsync()
    {
        await Session.DesignateAsync(Integration);
        await Session.CreateApiKeyAsync();
        await Session.CreateTokenAsync(Integration, "Nightly import");
        var scanner = await Session.CreateTokenAsync(Integration, "Warehouse scanner");
        await Session.SucceedAsync(HttpMethod.Post, $"tokens/{scanner.Id}/deactivate");
        await Session.CreateTokenAsync(Integration, "Invoices to the accounting system of the head office");
    }
}
