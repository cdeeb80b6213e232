using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class StoreFailureTests
{
    [Theory] // R25, T31
    [InlineData("GET", "api-key")]
    [InlineData("GET", "tokens")]
    [InlineData("GET", "users")]
    [InlineData("GET", "history")]
    [InlineData("POST", "api-key")]
    [InlineData("DELETE", "tokens/00000000000000000000000000000001")]
    public async Task A_store_that_cannot_answer_is_503_with_Retry_After(string method, string path)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        site.Store.Failure = new StoreUnavailableException("connection to 10.0.0.1 refused");

        var answer = await admin.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotEmpty(answer.Header("Retry-After"));
        Assert.Contains("Nothing was changed", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", answer.Body, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact] // T32
    public async Task An_unknown_outcome_is_503_that_says_the_change_may_have_been_made()
    {
        await using var site = await TestSite.StartAsync(options: options => options.MaxCommitAttempts = 1);
        var admin = await site.SignInAsync();
        site.Store.CommitFailure = new CommitOutcomeUnknownException();

        var answer = await admin.PostAsync("api-key");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotEmpty(answer.Header("Retry-After"));
        Assert.Contains("may have been made", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was changed", answer.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("outcomeUnknown", answer.Json.GetProperty("reason").GetString());
    }
}
