using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>The API User of a new token is searched on the server (R11), and so are the host's users on Manage Users (R20).</summary>
public sealed class ChoosingUserTests(Chromium chromium) : PageFixture(chromium)
{
    private const string Olivia = "olivia@acme.example";

    [Fact]
    public async Task R11_An_API_User_is_found_by_part_of_the_name_and_chosen_by_keyboard()
    {
        await Session.DesignateAsync(Integration);
        await Session.DesignateAsync(Olivia);
        await using var console = await OpenAsync();
        var page = console.Page;
        await console.Button("Create Auth Token").ClickAsync();
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "API User" });
        await Expect(field).ToHaveValueAsync("");

        await field.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["Integration Service (integration@acme.example)", "Olivia Ordinary (olivia@acme.example)"]);
        await console.TakePictureAsync("create-choosing-user");
        await console.IsAccessibleAsync();
        await field.FillAsync("ORD");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["Olivia Ordinary (olivia@acme.example)"]);
        await field.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await Expect(console.Dialog).ToBeVisibleAsync();
        await field.PressAsync("ArrowDown");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", "userId-option-0");
        await field.PressAsync("Enter");
        await Expect(field).ToHaveValueAsync("Olivia Ordinary (olivia@acme.example)");

        await page.GetByLabel("Name").FillAsync("CI");
        await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Create Auth Token" }).ClickAsync();
        await page.Locator("#secret-dialog").GetByRole(AriaRole.Button, new() { Name = "Copy the auth token" }).ClickAsync();
        await console.Button("Done").ClickAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Olivia Ordinary");
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task R11_Text_that_chooses_no_API_User_is_refused_at_the_field()
    {
        await Session.DesignateAsync(Integration);
        await Session.DesignateAsync(Olivia);
        await using var console = await OpenAsync();
        await console.Button("Create Auth Token").ClickAsync();
        var field = console.Page.GetByRole(AriaRole.Combobox, new() { Name = "API User" });

        await field.FillAsync("nobody of this name");
        await Expect(console.Page.Locator("#userId-status")).ToHaveTextAsync("No API Users match.");
        await console.Page.GetByLabel("Name").FillAsync("CI");
        await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Create Auth Token" }).ClickAsync();

        await Expect(console.Page.Locator("#userId-problem")).ToHaveTextAsync("Choose an API User from the list.");
        await Expect(field).ToBeFocusedAsync();
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task R20_Manage_Users_searches_the_directory_and_lists_the_users_whom_API_access_knows()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync(goesToPage: false);
        await console.Page.GotoAsync("users");
        var names = console.Page.Locator("#users h2");
        await Expect(names).ToHaveTextAsync(["Ada Admin", "Integration Service", "Olivia Ordinary"]);

        await console.Page.GetByLabel("Search").FillAsync("OLIV");
        await Expect(names).ToHaveTextAsync(["Olivia Ordinary"]);
        await console.Page.GetByLabel("Search").FillAsync("nobody of this name");
        await Expect(console.Page.Locator("#none")).ToBeVisibleAsync();
        await console.Page.GetByLabel("Show").SelectOptionAsync("API Users and disabled users");
        await Expect(names).ToHaveTextAsync(["Integration Service"]);
        await console.IsAccessibleAsync();
        Assert.Empty(console.Complaints);
    }
}
