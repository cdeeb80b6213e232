using System.Net;
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
    public async Task R5_An_API_User_cannot_sign_in_and_is_told_why()
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
    public async Task R9_A_disabled_user_cannot_sign_in_and_is_told_why()
    {
        await using var site = await ConsoleSite.StartAsync();
        await (await site.SignInAsync()).PutAsync($"users/{Olivia}", """{"isEnabled":false}""");

        var answer = await ConsoleSite.SignInAsync(site.NewClient(), Olivia);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("disabled", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_of_the_host_s_cannot_sign_in()
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
}
