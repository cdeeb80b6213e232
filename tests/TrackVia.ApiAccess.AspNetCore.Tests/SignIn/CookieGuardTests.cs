using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.SignIn;

/// <summary>The guard on a host's own cookie (R5, R9, R25, T20).</summary>
public class CookieGuardTests
{
    private const string Olivia = ConsoleSite.Olivia;

    [Fact]
    public async Task An_ordinary_user_signs_in()
    {
        await using var site = await ConsoleSite.StartAsync();
        var client = site.NewClient();

        Assert.Equal(HttpStatusCode.OK, (await ConsoleSite.SignInAsync(client, Olivia)).Status);
        Assert.Equal(HttpStatusCode.OK, await client.OpenConsoleAsync());
    }

    [Fact]
    public async Task R5_An_API_User_cannot_sign_in_and_sees_why()
    {
        await using var site = await ConsoleSite.StartAsync();
        await (await site.SignInAsync()).DesignateAsync(Olivia);

        var answer = await ConsoleSite.SignInAsync(site.NewClient(), Olivia);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.StartsWith("API Users cannot sign in", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(answer.Header("Set-Cookie"));
        Assert.DoesNotContain(site.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task R9_A_disabled_user_cannot_sign_in_and_sees_why()
    {
        await using var site = await ConsoleSite.StartAsync();
        await (await site.SignInAsync()).PutAsync($"users/{Olivia}", """{"isEnabled":false}""");

        var answer = await ConsoleSite.SignInAsync(site.NewClient(), Olivia);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("disabled", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_whom_the_host_does_not_know_cannot_sign_in()
    {
        await using var site = await ConsoleSite.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await ConsoleSite.SignInAsync(site.NewClient(), "stranger@acme")).Status);
    }

    [Fact]
    public async Task R5_A_host_that_handles_no_exceptions_refuses_too()
    {
        await using var site = await ConsoleSite.StartAsync(handlesExceptions: false);
        await (await site.SignInAsync()).DesignateAsync(Olivia);
        var client = site.NewClient();

        Assert.Equal(HttpStatusCode.Forbidden, (await ConsoleSite.SignInAsync(client, Olivia)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await client.OpenConsoleAsync());
    }

    [Theory]
    [InlineData("""{"isApiUser":true}""")]
    [InlineData("""{"isEnabled":false}""")]
    public async Task T20_A_session_ends_for_good_when_its_user_becomes_an_API_User_or_is_disabled(string change)
    {
        await using var site = await ConsoleSite.StartAsync();
        var admin = await site.SignInAsync();
        var client = site.NewClient();
        await ConsoleSite.SignInAsync(client, Olivia);
        Assert.Equal(HttpStatusCode.OK, await client.OpenConsoleAsync());

        Assert.Equal(HttpStatusCode.OK, (await admin.PutAsync($"users/{Olivia}", change)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await client.OpenConsoleAsync());

        await admin.PutAsync($"users/{Olivia}", """{"isApiUser":false,"isEnabled":true}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await client.OpenConsoleAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R25_A_store_that_cannot_answer_lets_nobody_in_and_signs_nobody_out(bool handlesExceptions)
    {
        await using var site = await ConsoleSite.StartAsync(handlesExceptions: handlesExceptions);
        var client = site.NewClient();
        await ConsoleSite.SignInAsync(client, Olivia);
        site.Store.Failure = new StoreUnavailableException("down");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await client.OpenConsoleAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ConsoleSite.SignInAsync(site.NewClient(), Olivia)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/open")).StatusCode);

        site.Store.Failure = null;
        Assert.Equal(HttpStatusCode.OK, await client.OpenConsoleAsync());
    }

    [Theory]
    [InlineData("""{"isApiUser":true}""")]
    [InlineData("""{"isEnabled":false}""")]
    public async Task T58_A_kept_copy_of_a_session_stays_refused_when_the_change_is_undone(string change)
    {
        await using var site = await ConsoleSite.StartAsync();
        var admin = await site.SignInAsync();
        var cookie = await SignInForCookieAsync(site);
        Assert.Equal(HttpStatusCode.OK, await OpenWithAsync(site, cookie));

        await admin.PutAsync($"users/{Olivia}", change);
        await admin.PutAsync($"users/{Olivia}", """{"isApiUser":false,"isEnabled":true}""");

        Assert.Equal(HttpStatusCode.Unauthorized, await OpenWithAsync(site, cookie));
        Assert.Equal(HttpStatusCode.OK, await OpenWithAsync(site, await SignInForCookieAsync(site)));
    }

    [Fact]
    public async Task T58_A_session_goes_on_through_changes_that_do_not_concern_its_user()
    {
        await using var site = await ConsoleSite.StartAsync();
        var admin = await site.SignInAsync();
        var cookie = await SignInForCookieAsync(site);

        await admin.DesignateAsync("integration@acme");
        await admin.PostAsync("api-key");
        await admin.PutAsync("users/integration@acme", """{"isEnabled":false}""");

        Assert.Equal(HttpStatusCode.OK, await OpenWithAsync(site, cookie));
        var reads = site.Store.Reads;
        Assert.Equal(HttpStatusCode.OK, await OpenWithAsync(site, cookie));
        Assert.Equal(1, site.Store.Reads - reads); // The history that was read once is not read again.
    }

    [Theory]
    [InlineData("CORP\\olivia@acme")]
    [InlineData("olivia with a space@acme")]
    [InlineData("100%@acme")]
    public async Task T43_A_session_whose_principal_the_mapping_throws_at_is_nobody_s_and_public_pages_are_untouched(string name)
    {
        await using var site = await ConsoleSite.StartAsync();
        var cookie = await SignInForCookieAsync(site, name, guarded: false);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(site, HttpMethod.Get, "/open", cookie)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenWithAsync(site, cookie));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(site, HttpMethod.Delete, "/session", cookie)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ConsoleSite.SignInAsync(site.NewClient(), Uri.EscapeDataString(name))).Status);
        for (var call = 0; call < 20; call++)
        {
            await OpenWithAsync(site, cookie);
        }

        Assert.Equal(3, site.Log.Lines.Count(line => line.EventId == 321));
        Assert.DoesNotContain(site.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    /// <summary>A mapping that ignores what <c>TryParse</c> returned.</summary>
    [Theory]
    [InlineData("", "olivia@acme")]
    [InlineData("acme", "")]
    public async Task T43_A_principal_for_which_the_mapping_has_no_id_is_nobody(string accountId, string userId)
    {
        _ = AccountId.TryParse(accountId, out var account);
        _ = UserId.TryParse(userId, out var user);
        await using var site = await ConsoleSite.StartAsync(userOf: _ => new CurrentUser { AccountId = account, UserId = user });
        var cookie = await SignInForCookieAsync(site, Olivia, guarded: false);

        Assert.Equal(HttpStatusCode.Unauthorized, await OpenWithAsync(site, cookie));
        Assert.Equal(HttpStatusCode.Forbidden, (await ConsoleSite.SignInAsync(site.NewClient(), Olivia)).Status);
        Assert.Contains(site.Log.Lines, line => line.EventId == 321);
        Assert.DoesNotContain(site.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("ignoring case", HttpStatusCode.Forbidden)]
    public async Task R5_An_API_User_who_types_the_name_in_another_case_is_kept_out_where_the_host_s_sign_in_ignores_case(string? comparer, HttpStatusCode status)
    {
        await using var site = await ConsoleSite.StartAsync(userIdComparer: comparer is null ? null : StringComparer.OrdinalIgnoreCase);
        await (await site.SignInAsync()).DesignateAsync(Olivia);

        Assert.Equal(status, (await ConsoleSite.SignInAsync(site.NewClient(), "OLIVIA@acme")).Status);
    }

    [Fact]
    public async Task T58_Where_the_host_s_sign_in_ignores_case_so_does_the_end_of_a_session()
    {
        await using var site = await ConsoleSite.StartAsync(userIdComparer: StringComparer.OrdinalIgnoreCase);
        var admin = await site.SignInAsync();
        var cookie = await SignInForCookieAsync(site, "OLIVIA@acme");

        await admin.DesignateAsync(Olivia);
        await admin.PutAsync($"users/{Olivia}", """{"isApiUser":false}""");

        Assert.Equal(HttpStatusCode.Unauthorized, await OpenWithAsync(site, cookie));
    }

    /// <summary>
    /// Signs in, and returns the cookie, so that a test can keep it. Unguarded, it is a session from before the guard was added.
    /// </summary>
    private static async Task<string> SignInForCookieAsync(TestSite site, string name = Olivia, bool guarded = true)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = site.Address };
        var answer = await ConsoleSite.SignInAsync(client, Uri.EscapeDataString(name) + (guarded ? "" : "/unguarded"));
        return answer.Header("Set-Cookie").Split(';')[0];
    }

    private static async Task<HttpStatusCode> OpenWithAsync(TestSite site, string cookie) => (await SendAsync(site, HttpMethod.Get, "/console", cookie)).Status;

    private static async Task<Answer> SendAsync(TestSite site, HttpMethod method, string path, string cookie)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = site.Address };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        return await Answer.OfAsync(await client.SendAsync(request));
    }
}
