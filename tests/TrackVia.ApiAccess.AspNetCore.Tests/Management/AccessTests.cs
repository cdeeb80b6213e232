using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class AccessTests
{
    private static readonly AuthorizationPolicy Everyone = new AuthorizationPolicyBuilder(TestSignIn.SchemeName, ApiAccessDefaults.AuthenticationScheme)
        .RequireAssertion(_ => true).Build();

    public static TheoryData<string, string> Calls => new()
    {
        { "GET", "antiforgery" },
        { "GET", "api-key" },
        { "POST", "api-key" },
        { "GET", "tokens" },
        { "POST", "tokens" },
        { "POST", "tokens/00000000000000000000000000000001/deactivate" },
        { "POST", "tokens/00000000000000000000000000000001/resume" },
        { "DELETE", "tokens/00000000000000000000000000000001" },
        { "POST", "tokens/00000000000000000000000000000001/reveal" },
        { "GET", "users" },
        { "PUT", "users/olivia@acme" },
        { "GET", "history" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Nobody_signed_in_is_401(string method, string path)
    {
        await using var site = await TestSite.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(site, method, path));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Nobody_signed_in_is_401_even_where_the_hosts_policy_admits_everyone(string method, string path)
    {
        await using var site = await TestSite.StartAsync(map: MapForEveryone);

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(site, method, path));
    }

    [Fact]
    public async Task Nobody_signed_in_by_cookie_is_401_and_not_sent_to_a_page()
    {
        await using var site = await TestSite.StartAsync(
            configure: builder => builder.Services.AddAuthentication().AddCookie(),
            map: app => app.MapApiAccess(TestSite.Mount).RequireAuthorization(
                new AuthorizationPolicyBuilder(CookieAuthenticationDefaults.AuthenticationScheme).RequireAuthenticatedUser().RequireRole("admin").Build()));

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(site, "GET", "tokens"));
    }

    [Theory] // R18
    [MemberData(nameof(Calls))]
    public async Task A_user_who_is_not_a_Super_Admin_is_403(string method, string path)
    {
        await using var site = await TestSite.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(site, method, path, (TestSignIn.Header, "olivia@acme")));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_user_without_an_actor_is_403(string method, string path)
    {
        await using var site = await TestSite.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(site, method, path, (TestSignIn.Header, "stranger@acme")));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task API_credentials_are_403_even_beside_a_Super_Admins_sign_in(string method, string path)
    {
        await using var site = await TestSite.StartAsync(map: MapForEveryone);
        var client = await site.NewApiClientAsync();

        var status = await CallAsync(
            site, method, path, ("user_key", client.UserKey), ("Authorization", "Bearer " + client.Token), (TestSignIn.Header, "admin@acme"));

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("api-key")]
    [InlineData("antiforgery")]
    [InlineData("users")]
    [InlineData("history")]
    public async Task No_answer_is_stored_or_sniffed(string path)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        await admin.PostAsync("api-key");

        var answer = await admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Fact]
    public async Task An_answer_with_a_new_secret_is_not_stored()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        await admin.DesignateAsync("integration@acme");

        Assert.Equal("no-store", (await admin.PostAsync("api-key")).Header("Cache-Control"));
        Assert.Equal("no-store", (await admin.CreateTokenAsync("integration@acme")).Header("Cache-Control"));
    }

    private static void MapForEveryone(WebApplication app) => app.MapApiAccess(TestSite.Mount).RequireAuthorization(Everyone);

    private static async Task<HttpStatusCode> CallAsync(TestSite site, string method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), $"{TestSite.Mount}/{path}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return (await site.SendAsync(request)).Status;
    }
}
