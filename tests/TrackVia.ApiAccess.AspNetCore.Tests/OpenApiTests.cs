using System.Text.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests;

/// <summary>A host's OpenAPI document, by the framework's own generator.</summary>
public sealed class OpenApiTests
{
    private const string Ours = ApiAccessDefaults.AuthenticationScheme;

    [Fact]
    public async Task Both_credentials_are_security_schemes()
    {
        await using var site = await StartAsync();

        var schemes = (await ReadAsync(site)).GetProperty("components").GetProperty("securitySchemes");

        var key = schemes.GetProperty("ApiAccessUserKey");
        Assert.Equal(("apiKey", "header", "user_key"), (Text(key, "type"), Text(key, "in"), Text(key, "name")));
        var token = schemes.GetProperty("ApiAccessToken");
        Assert.Equal(("http", "bearer"), (Text(token, "type"), Text(token, "scheme")));
    }

    [Theory]
    [InlineData("/api", true)]
    [InlineData("/api/never", true)]
    [InlineData("/by-attribute", true)]
    [InlineData("/by-name", true)]
    [InlineData("/beside-jwt", true)]
    [InlineData("/by-policy-scheme", true)]
    [InlineData("/open", false)]
    [InlineData("/open-again", false)]
    [InlineData("/by-cookie", false)]
    [InlineData("/by-default", false)]
    public async Task The_credentials_are_required_together_where_the_scheme_protects_and_nowhere_else(string path, bool isRequired)
    {
        await using var site = await StartAsync();

        Assert.Equal(isRequired, IsRequired(await ReadAsync(site), path));
    }

    [Fact]
    public async Task The_credentials_are_required_where_the_scheme_is_the_default_one()
    {
        await using var site = await StartAsync(Ours);

        Assert.True(IsRequired(await ReadAsync(site), "/by-default"));
    }

    private static bool IsRequired(JsonElement document, string path)
    {
        if (!document.GetProperty("paths").GetProperty(path).GetProperty("get").TryGetProperty("security", out var security))
        {
            return false;
        }

        var names = Assert.Single(security.EnumerateArray()).EnumerateObject().Select(scheme => scheme.Name);
        Assert.Equal(["ApiAccessUserKey", "ApiAccessToken"], names);
        return true;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> ReadAsync(TestSite site) => (await site.GetApiAsync(null, null, "/openapi/v1.json")).Json;

    private static Task<TestSite> StartAsync(string defaultScheme = CookieAuthenticationDefaults.AuthenticationScheme) => TestSite.StartAsync(
        configure: builder =>
        {
            builder.Services.AddAuthentication(defaultScheme)
                .AddCookie()
                .AddJwtBearer()
                .AddPolicyScheme("Policy", null, options => options.ForwardDefaultSelector = ApiAccessForwardSelector.OrElse(JwtBearerDefaults.AuthenticationScheme));
            builder.Services.AddAuthorizationBuilder().AddPolicy("Named", new AuthorizationPolicyBuilder(Ours).RequireAuthenticatedUser().Build());
            builder.Services.AddOpenApi(options => options.AddApiAccess());
        },
        map: site =>
        {
            site.MapOpenApi();
            site.MapGet("/by-attribute", [Authorize(AuthenticationSchemes = Ours)] () => "");
            site.MapGet("/by-name", () => "").RequireAuthorization("Named");
            site.MapGet("/beside-jwt", () => "").RequireAuthorization(Policy(JwtBearerDefaults.AuthenticationScheme, Ours));
            site.MapGet("/by-policy-scheme", () => "").RequireAuthorization(Policy("Policy"));
            site.MapGet("/open-again", () => "").RequireAuthorization("Named").AllowAnonymous();
            site.MapGet("/by-cookie", () => "").RequireAuthorization(Policy(CookieAuthenticationDefaults.AuthenticationScheme));
            site.MapGet("/by-default", () => "").RequireAuthorization();
        });

    private static AuthorizationPolicy Policy(params string[] schemes) => new AuthorizationPolicyBuilder(schemes).RequireAuthenticatedUser().Build();
}
