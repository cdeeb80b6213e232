using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

public class BearerAuthenticationTests
{
    [Fact]
    public async Task Valid_credentials_act_as_the_tokens_user()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var claims = (await client.CallAsync()).Json;

        Assert.Equal("integration@acme", claims.GetProperty("sub").GetString());
        Assert.Equal("acme", claims.GetProperty("account_id").GetString());
        Assert.Equal(client.TokenId, claims.GetProperty("token_id").GetString());
        Assert.Equal("Nightly import", claims.GetProperty("token_name").GetString());
    }

    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER ")]
    [InlineData("Bearer  ")]
    public async Task The_scheme_name_is_case_insensitive(string prefix)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        Assert.Equal(HttpStatusCode.OK, (await site.GetApiAsync(client.UserKey, prefix + client.Token)).Status);
    }

    [Theory] // T8
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, "Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData(true, "BearerX")]
    public async Task Without_a_Bearer_the_challenge_is_bare(bool withKey, string? authorization)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var answer = await site.GetApiAsync(withKey ? client.UserKey : null, authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    [Fact] // R23, R24, T2, T3, T8, T20
    public async Task Every_failure_results_in_the_same_401()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var other = await site.NewApiClientAsync("globex");
        var bearer = "Bearer " + client.Token;

        var answers = new List<Answer>
        {
            await site.GetApiAsync(null, bearer),
            await site.GetApiAsync("", bearer),
            await site.GetApiAsync(client.UserKey, "Bearer"),
            await site.GetApiAsync(client.UserKey, "Bearer nonsense"),
            await site.GetApiAsync(client.UserKey, bearer[..^1]),
            await site.GetApiAsync(client.UserKey, bearer + "0"),
            await site.GetApiAsync(client.UserKey, "Bearer " + Credential.Generate(CredentialKind.AuthToken).Reveal()),
            await site.GetApiAsync(Credential.Generate(CredentialKind.ApiKey).Reveal(), bearer),
            await site.GetApiAsync(other.UserKey, bearer),
            await site.GetApiAsync(client.Token, "Bearer " + client.UserKey),
        };
        await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate");
        answers.Add(await client.CallAsync());
        await client.Admin.PostAsync($"tokens/{client.TokenId}/resume");
        await client.Admin.PutAsync("users/integration@acme", """{"isEnabled":false}""");
        answers.Add(await client.CallAsync());
        await client.Admin.PutAsync("users/integration@acme", """{"isApiUser":false,"isEnabled":true}""");
        answers.Add(await client.CallAsync());
        site.Clock.AdvanceDays(365);
        answers.Add(await client.CallAsync());

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers.Select(answer => answer.Header("WWW-Authenticate")).Distinct());
        Assert.StartsWith("Bearer error=\"invalid_token\", error_description=\"", answers[0].Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact] // R24, RFC 9457
    public async Task The_401_body_is_problem_details_with_error_and_error_description()
    {
        await using var site = await TestSite.StartAsync();

        var answer = await site.GetApiAsync("nonsense", "Bearer nonsense");

        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(401, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("Unauthorized", answer.Json.GetProperty("title").GetString());
        Assert.Equal("invalid_token", answer.Json.GetProperty("error").GetString());
        Assert.NotEmpty(answer.Json.GetProperty("error_description").GetString()!);
    }

    [Fact] // T8, RFC 6750 section 3.1
    public async Task Valid_but_not_permitted_is_403_insufficient_scope()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var answer = await client.CallAsync("/api/never");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.StartsWith("Bearer error=\"insufficient_scope\"", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal("insufficient_scope", answer.Json.GetProperty("error").GetString());
    }

    [Fact] // R25, T31
    public async Task A_store_that_cannot_answer_is_503_with_Retry_After()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        site.Store.Failure = new StoreUnavailableException();

        var answer = await client.CallAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotEmpty(answer.Header("Retry-After"));
        Assert.Equal("", answer.Header("WWW-Authenticate"));
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact] // RFC 6750 section 3
    public async Task A_realm_is_named_in_every_challenge()
    {
        await using var site = await TestSite.StartAsync(options => options.Realm = "example");

        Assert.Equal("Bearer realm=\"example\"", (await site.GetApiAsync(null, null)).Header("WWW-Authenticate"));
        Assert.StartsWith(
            "Bearer realm=\"example\", error=\"invalid_token\"", (await site.GetApiAsync(null, "Bearer x")).Header("WWW-Authenticate"), StringComparison.Ordinal);
    }
}
