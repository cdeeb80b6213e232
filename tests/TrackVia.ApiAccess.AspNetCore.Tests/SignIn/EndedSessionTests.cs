using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.SignIn;

/// <summary>Management calls without a session, on hosts that send a visitor away to sign in (T46).</summary>
public class EndedSessionTests
{
    /// <summary>Nothing listens there.</summary>
    private const string NoProvider = "http://127.0.0.1:9/";

    public static TheoryData<SentAway> Hosts => [.. Enum.GetValues<SentAway>()];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task T46_A_call_without_a_session_is_401_and_leaves_no_cookie(SentAway sentAway)
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await SingleSignOnSite.StartAsync(sentAway, provider.Address);
        using var client = site.NewClient();

        foreach (var (method, path) in new[] { ("GET", "/tokens"), ("GET", "/antiforgery"), ("POST", "/api-key"), ("DELETE", "/tokens/1"), ("GET", "/assets/page.js") })
        {
            await IsRefusedAsync(client, method, path, path.StartsWith("/assets", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task T46_A_call_that_the_policy_forbids_is_403_and_leaves_no_cookie(SentAway sentAway)
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await SingleSignOnSite.StartAsync(sentAway, provider.Address);
        using var client = site.NewClient();
        await client.PostAsync($"/sign-in/{SingleSignOnSite.Olivia}", null);

        await IsRefusedAsync(client, "GET", "/tokens", HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task T46_The_page_itself_still_sends_a_visitor_to_the_sign_in(SentAway sentAway)
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await SingleSignOnSite.StartAsync(sentAway, provider.Address);
        using var client = site.NewClient();

        var answer = await Answer.OfAsync(await client.GetAsync(SingleSignOnSite.Mount));

        Assert.Equal(sentAway is SentAway.ByPostedForm ? HttpStatusCode.OK : HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(sentAway is not SentAway.ByOwnCookieEvents, answer.Header("Set-Cookie").Length > 0);
    }

    [Theory]
    [InlineData(SentAway.ByOpenIdConnect)]
    [InlineData(SentAway.ByPolicyScheme)]
    public async Task T46_A_call_without_a_session_needs_no_provider(SentAway sentAway)
    {
        await using var site = await SingleSignOnSite.StartAsync(sentAway, NoProvider);
        using var client = site.NewClient();

        await IsRefusedAsync(client, "GET", "/tokens", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(SingleSignOnSite.Provider, ApiAccessDefaults.AuthenticationScheme)]
    [InlineData(ApiAccessDefaults.AuthenticationScheme, SingleSignOnSite.Provider)]
    [InlineData(SingleSignOnSite.Provider, CookieAuthenticationDefaults.AuthenticationScheme, ApiAccessDefaults.AuthenticationScheme)]
    [InlineData(CookieAuthenticationDefaults.AuthenticationScheme, SingleSignOnSite.Provider)]
    public async Task T46_A_challenge_that_is_an_error_is_kept_in_any_order_of_schemes(params string[] schemes)
    {
        var policy = new AuthorizationPolicyBuilder(schemes).RequireUserName(SingleSignOnSite.Admin).Build();
        await using var site = await SingleSignOnSite.StartAsync(SentAway.ByOpenIdConnect, NoProvider, policy: policy);
        using var client = site.NewClient();

        var answer = await IsRefusedAsync(client, "GET", "/tokens", HttpStatusCode.Unauthorized);

        Assert.Equal(schemes.Contains(ApiAccessDefaults.AuthenticationScheme) ? "Bearer" : "", answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task R25_A_session_that_cannot_be_judged_is_503_and_not_signed_out()
    {
        var store = new SwitchableStore();
        await using var site = await SingleSignOnSite.StartAsync(SentAway.ByOpenIdConnect, NoProvider, builder => builder.Services.AddApiAccess()
            .UseStore(_ => store)
            .KeepApiUsersOut(CookieAuthenticationDefaults.AuthenticationScheme));
        using var client = site.NewClient();
        await client.PostAsync($"/sign-in/{SingleSignOnSite.Admin}", null);
        store.Failure = new StoreUnavailableException("down");

        var answer = await IsRefusedAsync(client, "GET", "/tokens", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("5", answer.Header("Retry-After"));
        store.Failure = null;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{SingleSignOnSite.Mount}/tokens")).StatusCode);
    }

    private static async Task<Answer> IsRefusedAsync(HttpClient client, string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), SingleSignOnSite.Mount + path);
        var answer = await Answer.OfAsync(await client.SendAsync(request));
        Assert.Equal(status, answer.Status);
        Assert.Equal("", answer.Header("Set-Cookie"));
        Assert.Equal("", answer.Header("Location"));
        Assert.DoesNotContain("<form", answer.Body, StringComparison.Ordinal);
        return answer;
    }
}
