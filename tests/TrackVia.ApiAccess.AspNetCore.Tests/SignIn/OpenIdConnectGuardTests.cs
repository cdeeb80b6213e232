using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.SignIn;

/// <summary>The same guard, where the cookie is issued by the framework's OpenID Connect handler (R5).</summary>
public class OpenIdConnectGuardTests
{
    private const string Olivia = ConsoleSite.Olivia;

    [Fact]
    public async Task An_ordinary_user_comes_in_by_single_sign_on()
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await StartAsync(provider);
        var client = site.NewClient();

        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client)).Status);
        Assert.Equal(HttpStatusCode.OK, await client.OpenConsoleAsync());
    }

    [Fact]
    public async Task R5_An_API_User_whom_the_provider_knows_does_not_come_in()
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        await using var site = await StartAsync(provider);
        await (await site.SignInAsync()).DesignateAsync(Olivia);
        var client = site.NewClient();

        var answer = await SignInAsync(client);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.StartsWith("API Users cannot sign in", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await client.OpenConsoleAsync());
    }

    /// <summary>Goes to the provider and back, like a browser.</summary>
    private static async Task<Answer> SignInAsync(HttpClient client) => await Answer.OfAsync(await client.GetAsync("/sso"));

    private static Task<TestSite> StartAsync(TestIdentityProvider provider) => ConsoleSite.StartAsync(builder =>
    {
        builder.Services.AddAuthentication().AddOpenIdConnect(ConsoleSite.SingleSignOn, options =>
        {
            options.SignInScheme = ConsoleSite.Scheme;
            options.Authority = provider.Address;
            options.RequireHttpsMetadata = false;
            options.ClientId = TestIdentityProvider.ClientId;
            options.ResponseType = "code";
            options.ResponseMode = "query";
            options.MapInboundClaims = false;
            options.TokenValidationParameters.NameClaimType = "name";
            // The test's client uses plain HTTP, and would not send cookies that are restricted to HTTPS.
            options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.None;
            options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
            options.Events.OnRedirectToIdentityProvider = context =>
            {
                context.ProtocolMessage.LoginHint = Olivia;
                return Task.CompletedTask;
            };
        });
    });
}
