using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class AntiforgeryTests
{
    public static TheoryData<string, string> Mutations => new()
    {
        { "POST", "api-key" },
        { "POST", "tokens" },
        { "POST", "tokens/00000000000000000000000000000001/deactivate" },
        { "POST", "tokens/00000000000000000000000000000001/resume" },
        { "POST", "tokens/00000000000000000000000000000001/reveal" },
        { "DELETE", "tokens/00000000000000000000000000000001" },
        { "PUT", "users/olivia@acme" },
    };

    [Theory] // T9
    [MemberData(nameof(Mutations))]
    public async Task A_mutation_without_the_token_is_400(string method, string path)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        admin.AntiforgeryToken = null;

        var answer = await admin.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("X-CSRF-TOKEN", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory] // T9
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Whatever_the_body_the_token_is_asked_for(string contentType)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        admin.AntiforgeryToken = null;
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        Assert.Equal(HttpStatusCode.BadRequest, (await admin.SendAsync(HttpMethod.Post, "api-key", content)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("api-key")).Status);
    }

    [Fact] // T9
    public async Task Another_users_token_and_nonsense_are_400()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        var keeper = await site.SignInAsync("keeper@acme");
        var namesake = await site.SignInAsync("admin@globex");
        var own = admin.AntiforgeryToken;

        foreach (var token in new[] { keeper.AntiforgeryToken, namesake.AntiforgeryToken, "nonsense", $"{own}, {own}", new string('a', 100_000) })
        {
            admin.AntiforgeryToken = token;
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync("api-key")).Status);
        }
    }

    [Fact] // T9
    public async Task The_token_without_its_cookie_is_400()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        var withoutCookie = new ConsoleUser(site.NewClient(), "admin@acme") { AntiforgeryToken = admin.AntiforgeryToken };

        Assert.Equal(HttpStatusCode.BadRequest, (await withoutCookie.PostAsync("api-key")).Status);
    }

    [Fact] // T9
    public async Task A_mutation_by_GET_is_405()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.Admin.GetAsync($"tokens/{client.TokenId}/deactivate")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var site = await TestSite.StartAsync();

        var cookie = (await new ConsoleUser(site.NewClient(), "admin@acme").GetAsync("antiforgery")).Header("Set-Cookie");

        Assert.StartsWith(AntiforgeryGuard.CookieName + "=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_hosts_own_antiforgery_is_not_affected_and_does_not_interfere()
    {
        AntiforgeryOptions? host = null;
        await using var site = await TestSite.StartAsync(
            configure: builder => builder.Services.AddAntiforgery(options => options.HeaderName = "X-HOST"),
            map: app =>
            {
                host = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AntiforgeryOptions>>().Value;
                // Behaves like a host of a single-page application: every response carries the host's token.
                app.Use((context, next) =>
                {
                    context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
                    return next(context);
                });
                app.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
            });
        var admin = await site.SignInAsync();

        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsync("api-key")).Status);
        Assert.Equal("X-HOST", host!.HeaderName);
        Assert.NotEqual(AntiforgeryGuard.CookieName, host.Cookie.Name);
    }
}
