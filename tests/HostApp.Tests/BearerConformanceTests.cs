using System.Text.Json;

namespace HostApp.Tests;

/// <summary>RFC 6750 section 3, example by example, and RFC 9457, as <c>curl</c> sees them.</summary>
[Collection(SharedHostCollection.Name)]
public sealed class BearerConformanceTests(SharedHost shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _key = shared.Key;
    private readonly NewToken _token = shared.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task T8_Without_authentication_the_challenge_is_bare()
    {
        var answer = await CallAsync();

        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        IsProblem(answer, "invalid_token");
    }

    [Theory]
    [InlineData(true, "tvt_short")]
    [InlineData(false, null)]
    public async Task T8_A_token_that_is_not_accepted_is_invalid_token(bool hasKey, string? token)
    {
        var answer = await CallAsync([.. hasKey ? Header("user_key", _key) : [], .. Header("Authorization", $"Bearer {token ?? _token.Secret}")]);

        Assert.Equal(401, answer.Status);
        Assert.StartsWith("Bearer error=\"invalid_token\", error_description=\"", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        IsProblem(answer, "invalid_token");
    }

    [Fact]
    public async Task T6_Two_tokens_are_invalid_request()
    {
        var answer = await CallAsync([.. Header("user_key", _key), .. Header("Authorization", $"Bearer {_token.Secret}"), .. Header("Authorization", "Bearer other")]);

        Assert.Equal(400, answer.Status);
        Assert.StartsWith("Bearer error=\"invalid_request\"", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        IsProblem(answer, "invalid_request");
    }

    [Fact]
    public async Task T7_A_key_in_header_and_query_is_invalid_request()
    {
        var answer = await CallAsync([.. Header("user_key", _key), .. Header("Authorization", $"Bearer {_token.Secret}")], $"?user_key={_key}");

        Assert.Equal(400, answer.Status);
        IsProblem(answer, "invalid_request");
    }

    [Fact]
    public async Task Both_credentials_are_taken_from_the_query_as_TrackVias_clients_send_them()
    {
        var answer = await CallAsync(query: $"?user_key={_key}&access_token={_token.Secret}");

        Assert.Equal(200, answer.Status);
        Assert.Equal("private", answer.Header("Cache-Control")); // RFC 6750 section 2.3
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task The_name_of_the_scheme_is_read_in_any_case(string scheme)
    {
        var answer = await CallAsync([.. Header("user_key", _key), .. Header("Authorization", $"{scheme} {_token.Secret}")]);

        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task T38_No_answer_holds_a_credential()
    {
        var answer = await CallAsync([.. Header("user_key", _token.Secret), .. Header("Authorization", $"Bearer {_key}")]);

        Assert.Equal(401, answer.Status);
        Assert.DoesNotContain(_key, answer.Head + answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(_token.Secret, answer.Head + answer.Body, StringComparison.Ordinal);
    }

    private static string[] Header(string name, string value) => ["-H", $"{name}: {value}"];

    private Task<Curl.Answer> CallAsync(string[]? arguments = null, string query = "") =>
        Curl.RunAsync(_folder.Path, [.. arguments ?? [], $"{shared.Host.Url}openapi/apps{query}"]);

    /// <summary>Problem details whose status is the answer's, with the two members that RFC 6750 names and TrackVia's clients read (R24).</summary>
    private static void IsProblem(Curl.Answer answer, string error)
    {
        Assert.StartsWith("application/problem+json", answer.Header("Content-Type"), StringComparison.Ordinal);
        var problem = JsonSerializer.Deserialize<JsonElement>(answer.Body);
        Assert.Equal(answer.Status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.Equal(error, problem.GetProperty("error").GetString());
        Assert.Equal(problem.GetProperty("detail").GetString(), problem.GetProperty("error_description").GetString());
    }
}
