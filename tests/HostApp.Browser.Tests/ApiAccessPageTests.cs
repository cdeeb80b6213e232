using System.Net;
using HostApp.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>R19 as a Super Admin does it.</summary>
public class ApiAccessPageTests(Chromium chromium) : PageFixture(chromium)
{
    [Fact]
    public async Task R1_R2_The_API_key_is_created_shown_and_copied()
    {
        await using var console = await OpenAsync();
        await console.Button("Create API Key").ClickAsync();
        await Expect(console.Page.Locator("#key")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^tvk_[0-9A-Za-z]{49}$"));

        await console.Button("Copy the API key").ClickAsync();

        Assert.Equal(await console.Page.Locator("#key").InputValueAsync(), await console.ClipboardAsync());
        await Expect(console.Button("Create API Key")).ToBeHiddenAsync();
        await console.GoToAsync();
        Assert.Equal(await console.ClipboardAsync(), await console.Page.Locator("#key").InputValueAsync());
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task R11_R15_A_token_is_created_copied_deactivated_resumed_and_deleted_and_the_gear_offers_what_is_permitted()
    {
        await Session.DesignateAsync(Integration);
        var key = await Session.CreateApiKeyAsync();
        await using var console = await OpenAsync();

        var secret = await CreateAsync(console, "CI");
        Assert.Equal(HttpStatusCode.OK, await Host.CallAsync(key, secret));
        await Expect(console.Page.Locator("#usage")).ToHaveTextAsync("1 of 100 places used.");

        Assert.Equal(["Deactivate"], await console.OpenMenuAsync("CI"));
        await console.Page.GetByRole(AriaRole.Menuitem).ClickAsync();
        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Deactivated");
        Assert.Equal(HttpStatusCode.Unauthorized, await Host.CallAsync(key, secret));

        Assert.Equal(["Resume", "Delete"], await console.OpenMenuAsync("CI"));
        await console.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Resume" }).ClickAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Active");
        Assert.Equal(HttpStatusCode.OK, await Host.CallAsync(key, secret));

        await console.ChooseAsync("CI", "Deactivate");
        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();
        await console.ChooseAsync("CI", "Delete");
        await console.Dialog.GetByText("Delete", new() { Exact = true }).ClickAsync();
        await Expect(console.Page.Locator("#no-tokens")).ToHaveTextAsync("There are no auth tokens yet.");
        Assert.Equal(HttpStatusCode.Unauthorized, await Host.CallAsync(key, secret));
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task A_confirmation_closes_when_the_table_shows_what_it_did()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync();
        await CreateAsync(console, "CI");
        var isAnswered = new TaskCompletionSource();
        var isAsked = new TaskCompletionSource();
        await console.ChooseAsync("CI", "Deactivate");
        await console.Page.RouteAsync("**/tokens", async route =>
        {
            isAsked.TrySetResult();
            await isAnswered.Task;
            await route.ContinueAsync();
        });

        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();
        await isAsked.Task;
        await Expect(console.Dialog).ToBeVisibleAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Active");

        isAnswered.SetResult();
        await Expect(console.Dialog).ToHaveCountAsync(0);
        await Expect(console.Row("CI")).ToContainTextAsync("Deactivated", new() { Timeout = 1 });
    }

    [Fact]
    public async Task R14_A_secret_that_was_not_copied_survives_the_first_Escape()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync();
        await SubmitNewAsync(console, "CI");

        await console.Page.Keyboard.PressAsync("Escape");

        await Expect(console.Page.Locator("#secret-warning")).ToContainTextAsync("not copied yet");
        await console.Button("Done").ClickAsync();
        await Expect(console.Page.Locator("#secret")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task R12_A_refusal_is_shown_at_its_field_and_nothing_is_created()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync();
        await console.Button("Create Auth Token").ClickAsync();
        await console.Page.GetByLabel("Name").FillAsync("CI");
        await console.Page.GetByLabel("Expiration date").FillAsync("2020-01-01");
        await console.Dialog.Locator("[type=submit]").ClickAsync();

        await Expect(console.Page.Locator("#expiresOn-problem")).ToContainTextAsync("2020-01-01");
        await Expect(console.Page.GetByLabel("Expiration date")).ToBeFocusedAsync();
        Assert.Equal(0, (await Session.SucceedAsync(HttpMethod.Get, "tokens")).GetProperty("tokens").GetArrayLength());
    }

    [Fact]
    public async Task T23_Of_two_Super_Admins_who_create_the_API_key_both_see_the_one_that_there_is()
    {
        await using var console = await OpenAsync();
        var key = await Session.CreateApiKeyAsync();

        await console.Button("Create API Key").ClickAsync();

        await Expect(console.Page.Locator("#key")).ToHaveValueAsync(key);
        await Expect(console.Page.Locator("#key-problem")).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
    }

    [Fact]
    public async Task R10_The_dialog_shows_that_the_limit_is_reached()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync();
        await console.Button("Create Auth Token").ClickAsync();
        await console.Page.GetByLabel("Name").FillAsync("One too many");
        for (var i = 1; i <= 100; i++)
        {
            await Session.CreateTokenAsync(Integration, $"Integration number {i}");
        }

        await console.Dialog.Locator("[type=submit]").ClickAsync();

        await Expect(console.Page.Locator("#create-problem")).ToContainTextAsync("100");
        await Expect(console.Page.GetByLabel("Name")).ToHaveValueAsync("One too many");
        await Expect(console.Page.Locator("#usage")).ToHaveTextAsync("100 of 100 places used.");
        await console.TakePictureAsync("all-places-used");
        await console.IsAccessibleAsync();
    }

    [Fact]
    public async Task R19_A_user_who_prefers_reduced_motion_sees_none()
    {
        await using var console = await OpenAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        Assert.Equal("0s", await console.Page.EvaluateAsync<string>("() => getComputedStyle(document.getElementById('create')).transitionDuration"));
    }

    [Fact]
    public async Task T18_The_page_reports_and_shows_what_another_Super_Admin_did_in_the_meantime()
    {
        await Session.DesignateAsync(Integration);
        var token = await Session.CreateTokenAsync(Integration, "CI");
        await using var console = await OpenAsync();
        await console.ChooseAsync("CI", "Deactivate");
        await Session.SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/deactivate");

        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();

        await Expect(console.Page.Locator("#confirm-problem")).ToContainTextAsync("deactivated");
        await console.IsAccessibleAsync();
        await console.Button("Cancel").ClickAsync();
        await Expect(console.Row("CI")).ToContainTextAsync("Deactivated");
    }

    [Fact]
    public async Task A_lost_session_is_reported_and_no_success_is_claimed()
    {
        await Session.DesignateAsync(Integration);
        await Session.CreateTokenAsync(Integration, "CI");
        await using var console = await OpenAsync();
        await console.Page.Context.ClearCookiesAsync();

        await console.ChooseAsync("CI", "Deactivate");
        await console.Dialog.GetByText("Deactivate", new() { Exact = true }).ClickAsync();

        await Expect(console.Page.Locator("#notice")).ToContainTextAsync("You are signed out");
        await console.IsAccessibleAsync();
    }

    [Fact]
    public async Task R25_The_page_shows_in_place_that_the_host_is_gone()
    {
        await using var console = await OpenAsync();
        await Host.StopAsync();

        await console.Button("Create API Key").ClickAsync();

        await Expect(console.Page.Locator("#notice")).ToContainTextAsync("cannot be reached");
        await Expect(console.Button("Try again")).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
    }

    [Fact]
    public async Task R25_The_dialog_that_creates_a_token_shows_that_the_store_is_down()
    {
        await Session.DesignateAsync(Integration);
        await using var console = await OpenAsync();
        await console.Button("Create Auth Token").ClickAsync();
        await console.Page.GetByLabel("Name").FillAsync("CI");
        await console.AnswerAsync("POST", "**/tokens", 503, "The store does not answer.");

        await console.Dialog.Locator("[type=submit]").ClickAsync();

        await Expect(console.Page.Locator("#create-problem")).ToHaveTextAsync("The store does not answer.");
        await Expect(console.Page.GetByLabel("Name")).ToHaveValueAsync("CI");
        await console.IsAccessibleAsync();
    }

    [Fact]
    public async Task R19_The_keyboard_is_enough()
    {
        await Session.DesignateAsync(Integration);
        await Session.CreateTokenAsync(Integration, "CI");
        await using var console = await OpenAsync();
        var keyboard = console.Page.Keyboard;

        await console.Button("Actions for CI").FocusAsync();
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("ArrowDown");
        await Expect(console.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Deactivate" })).ToBeFocusedAsync();
        await keyboard.PressAsync("Escape");
        await Expect(console.Button("Actions for CI")).ToBeFocusedAsync();

        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Enter");
        await Expect(console.Dialog.Locator("#confirm-title")).ToHaveTextAsync("Deactivate “CI”?");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(console.Row("CI")).ToContainTextAsync("Deactivated");
        await Expect(console.Button("Actions for CI")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task T39_Names_that_look_like_markup_are_text()
    {
        const string Markup = "<img src=x onerror=alert(1)>";
        await Session.DesignateAsync(Integration);
        await Session.CreateTokenAsync(Integration, Markup);
        await using var console = await OpenAsync();
        await console.Page.Locator("#history summary").ClickAsync();
        await Expect(console.Page.Locator("#history")).ToContainTextAsync(Markup);

        Assert.Contains(Markup, await console.Page.Locator("#tokens").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await console.Page.Locator("img").CountAsync());
        Assert.Empty(console.Complaints);
    }

    [Fact]
    public async Task R19_The_page_is_for_Super_Admins()
    {
        await using var console = await OpenAsync(userName: "olivia@acme.example", goesToPage: false);

        var answer = await console.Page.GotoAsync(SampleHost.ApiAccess);

        Assert.Equal(403, answer!.Status);
    }

    private static async Task<string> CreateAsync(Console console, string name)
    {
        await SubmitNewAsync(console, name);
        await console.Button("Copy the auth token").ClickAsync();
        await console.Button("Done").ClickAsync();
        return await console.ClipboardAsync();
    }

    private static async Task SubmitNewAsync(Console console, string name)
    {
        await console.Button("Create Auth Token").ClickAsync();
        await console.Page.GetByLabel("Name").FillAsync(name);
        await console.Dialog.Locator("[type=submit]").ClickAsync();
        await Expect(console.Page.Locator("#secret")).ToBeVisibleAsync();
    }
}
