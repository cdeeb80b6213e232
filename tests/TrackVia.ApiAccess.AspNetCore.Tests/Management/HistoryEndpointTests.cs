using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class HistoryEndpointTests
{
    [Fact]
    public async Task The_list_of_tokens_contains_the_version_of_the_newest_entry()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var version = (await client.Admin.GetAsync("tokens")).Json.GetProperty("version").GetInt64();

        Assert.Equal(3, version);
        Assert.Equal(version, (await client.Admin.GetAsync($"history?after={version - 1}")).Json.GetProperty("entries")[0].GetProperty("version").GetInt64());
    }

    [Fact] // R26
    public async Task Every_change_records_the_actor_the_action_and_the_time_newest_last()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate");

        var entries = (await client.Admin.GetAsync("history")).Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetRawText());

        const string Common = "\"at\":\"2026-11-23T12:00:00Z\",\"by\":\"admin@acme\"";
        Assert.Equal(
            [
                $$"""{"version":1,{{Common}},"change":"userAccessChanged","userId":"integration@acme","isApiUser":true,"isEnabled":true}""",
                $$"""{"version":2,{{Common}},"change":"apiKeyCreated"}""",
                $$"""{"version":3,{{Common}},"change":"authTokenCreated","tokenId":"{{client.TokenId}}","tokenName":"Nightly import","userId":"integration@acme"}""",
                $$"""{"version":4,{{Common}},"change":"authTokenDeactivated","tokenId":"{{client.TokenId}}"}""",
            ],
            entries);
    }

    [Fact]
    public async Task Pages_go_by_version()
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();

        var entry = Assert.Single((await client.Admin.GetAsync("history?after=1&take=1")).Json.GetProperty("entries").EnumerateArray());

        Assert.Equal(2, entry.GetProperty("version").GetInt64());
    }

    [Theory]
    [InlineData("after=-1", "after")]
    [InlineData("after=x", "after")]
    [InlineData("after=1&after=2", "after")]
    [InlineData("after=99999999999999999999", "after")]
    [InlineData("take=0", "take")]
    [InlineData("take=1001", "take")]
    [InlineData("take=", "take")]
    public async Task A_page_out_of_bounds_is_400(string query, string field)
    {
        await using var site = await TestSite.StartAsync();

        var answer = await (await site.SignInAsync()).GetAsync($"history?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([field], answer.Fields);
    }
}
