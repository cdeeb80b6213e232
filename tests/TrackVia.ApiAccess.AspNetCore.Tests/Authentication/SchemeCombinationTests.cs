using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

/// <summary>T45: the scheme beside every other one, in every order. A response that broke off would be an exception of the client.</summary>
public sealed class SchemeCombinationTests
{
    private const string Ours = ApiAccessDefaults.AuthenticationScheme;
    private const string Jwt = JwtBearerDefaults.AuthenticationScheme;
    private const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    private const string OpenId = OpenIdConnectDefaults.AuthenticationScheme;
    private const string Policy = "Policy";

    private static readonly SymmetricSecurityKey Key = new(new byte[32]);

    private static readonly string[] Names =
    [
        Ours, Policy,
        .. from other in new[] { Jwt, Cookie, OpenId, Policy }
           from pair in new[] { $"{Ours}+{other}", $"{other}+{Ours}" }
           select pair,
        $"{Jwt}+{Policy}", $"{Policy}+{Jwt}", $"{Cookie}+{Policy}", $"{Policy}+{Cookie}",
        $"{Ours}+{Jwt}+{Cookie}", $"{Cookie}+{Ours}+{Jwt}", $"{Jwt}+{Cookie}+{Ours}", $"{OpenId}+{Jwt}+{Ours}+{Policy}",
    ];

    public static TheoryData<string> Combinations { get; } = new(Names);

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task T45_A_request_without_credentials_gets_every_challenge_and_a_redirect_survives(string schemes)
    {
        await using var site = await StartAsync();

        var answer = await CallAsync(site, schemes, null, null);

        var redirects = schemes.Contains(Cookie, StringComparison.Ordinal) || schemes.Contains(OpenId, StringComparison.Ordinal);
        if (redirects && !HasJwtAfterRedirect(schemes))
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.Status);
            Assert.NotEmpty(answer.Header("Location"));
            Assert.Empty(answer.Body);
        }
        else
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        }

        Assert.Equal(schemes.Split('+').Count(scheme => scheme is Ours or Jwt or Policy), answer.Header("WWW-Authenticate").Split("Bearer").Length - 1);
        AssertWhole(site);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task T45_Refused_credentials_get_the_one_401_of_the_scheme_whatever_the_others_answer(string schemes)
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();

        var answer = await CallAsync(site, schemes, client.UserKey, "Bearer " + Credential.Generate(CredentialKind.AuthToken).Reveal());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("invalid_token", answer.Json.GetProperty("error").GetString());
        Assert.Single(Occurrences(answer.Header("WWW-Authenticate"), "Bearer error=\"invalid_token\", error_description=\"The request needs"));
        Assert.Empty(answer.Header("Location"));
        AssertWhole(site);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task T45_A_credential_that_came_twice_is_400_whatever_the_others_answer(string schemes)
    {
        await using var site = await StartAsync();

        var answer = await CallAsync(site, schemes, "a, b", "Bearer tvt_x");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid_request", answer.Json.GetProperty("error").GetString());
        Assert.Empty(answer.Header("Location"));
        AssertWhole(site);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task T45_A_store_that_cannot_answer_is_503_whatever_the_others_answer(string schemes)
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();
        site.Store.Failure = new StoreUnavailableException();

        var answer = await CallAsync(site, schemes, client.UserKey, "Bearer " + client.Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotEmpty(answer.Header("Retry-After"));
        Assert.Equal("temporarily_unavailable", answer.Json.GetProperty("error").GetString());
        AssertWhole(site);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task T45_Valid_credentials_that_do_not_suffice_are_403_whatever_the_others_answer(string schemes)
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();

        var answer = await CallAsync(site, schemes, client.UserKey, "Bearer " + client.Token, "/never");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("insufficient_scope", answer.Json.GetProperty("error").GetString());
        Assert.Contains("insufficient_scope", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        AssertWhole(site);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task T45_Valid_credentials_of_the_scheme_pass(string schemes)
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(site, schemes, client.UserKey, "Bearer " + client.Token)).Status);
    }

    [Theory]
    [InlineData($"{Ours}+{Jwt}")]
    [InlineData($"{Jwt}+{Ours}")]
    [InlineData($"{Policy}+{Ours}+{Cookie}")]
    public async Task T45_Valid_credentials_of_the_other_scheme_pass_and_take_no_permit(string schemes)
    {
        await using var site = await StartAsync(limit: 1);
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor { SigningCredentials = new(Key, SecurityAlgorithms.HmacSha256) });

        for (var call = 0; call < 3; call++)
        {
            Assert.Equal(HttpStatusCode.OK, (await CallAsync(site, schemes, null, "Bearer " + token)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task T45_The_limit_on_refused_credentials_holds_whatever_the_others_answer(string schemes)
    {
        await using var site = await StartAsync(limit: 1);
        var client = await site.NewApiClientAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(site, schemes, client.UserKey, "Bearer tvt_x")).Status);
        var answer = await CallAsync(site, schemes, client.UserKey, "Bearer tvt_x");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal("too_many_requests", answer.Json.GetProperty("error").GetString());
        AssertWhole(site);
    }

    [Fact]
    public async Task R24_The_body_stays_the_scheme_s_own_where_the_host_has_error_pages()
    {
        await using var site = await StartAsync();

        var answer = await CallAsync(site, Ours, "nonsense", "Bearer nonsense");

        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal("invalid_token", answer.Json.GetProperty("error").GetString());
    }

    /// <summary>The framework's handler for JWT, which the policy scheme chooses here, sets 401 whatever was there; our scheme does not object.</summary>
    private static bool HasJwtAfterRedirect(string schemes)
    {
        var names = schemes.Split('+');
        return Array.FindLastIndex(names, name => name is Jwt or Policy) > Array.FindLastIndex(names, name => name is Cookie or OpenId);
    }

    private static void AssertWhole(TestSite site) =>
        Assert.DoesNotContain(site.Log.Lines, line => line.Text.Contains("already started", StringComparison.Ordinal));

    private static IEnumerable<int> Occurrences(string text, string part) => Enumerable.Repeat(0, text.Split(part).Length - 1);

    private static Task<Answer> CallAsync(TestSite site, string schemes, string? userKey, string? authorization, string end = "") =>
        site.GetApiAsync(userKey, authorization, $"/combined/{schemes}{end}");

    private static Task<TestSite> StartAsync(int limit = int.MaxValue) => TestSite.StartAsync(
        followRedirects: false,
        configure: builder =>
        {
            builder.Services.AddProblemDetails();
            builder.Services.AddRateLimiter(options => options.LimitRefusedCredentials(limiter => (limiter.PermitLimit, limiter.Window) = (limit, TimeSpan.FromHours(1))));
            builder.Services.AddAuthentication()
                .AddCookie(Cookie)
                .AddJwtBearer(Jwt, options => options.TokenValidationParameters =
                    new() { IssuerSigningKey = Key, ValidateIssuer = false, ValidateAudience = false })
                .AddOpenIdConnect(OpenId, options =>
                {
                    options.SignInScheme = Cookie;
                    options.ClientId = "host";
                    options.Configuration = new OpenIdConnectConfiguration { AuthorizationEndpoint = "https://provider.example/authorize" };
                })
                .AddPolicyScheme(Policy, null, options => options.ForwardDefaultSelector = ApiAccessForwardSelector.OrElse(Jwt));
        },
        map: site =>
        {
            site.UseStatusCodePages();
            site.UseAuthentication();
            site.UseAuthorization();
            site.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
            foreach (var row in Names.Append($"{Policy}+{Ours}+{Cookie}"))
            {
                var policy = new AuthorizationPolicyBuilder(row.Split('+')).RequireAuthenticatedUser();
                // Pages, so that the framework's cookie handler redirects.
                site.MapGet($"/combined/{row}", (RequestDelegate)(context => context.Response.WriteAsync("in"))).RequireAuthorization(policy.Build());
                site.MapGet($"/combined/{row}/never", (RequestDelegate)(context => context.Response.WriteAsync("in")))
                    .RequireAuthorization(policy.RequireClaim("never").Build());
            }
        });
}
