using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

public class QueryCredentialTests
{
    private const int QueriesAreLogged = 300;

    [Fact] // RFC 6750 section 2.3
    public async Task An_answer_to_credentials_in_the_query_is_private()
    {
        await using var site = await TestSite.StartAsync(options => options.AllowUserKeyInQuery = true);
        var client = await site.NewApiClientAsync();

        Assert.Equal("private", (await site.GetApiAsync(null, "Bearer " + client.Token, "/api?user_key=" + client.UserKey)).Header("Cache-Control"));
        Assert.Equal("private", (await site.GetApiAsync(null, null, "/api?user_key=" + client.UserKey)).Header("Cache-Control"));
        Assert.Equal("", (await client.CallAsync()).Header("Cache-Control"));
    }

    [Fact] // T38
    public async Task A_host_whose_request_log_would_print_credentials_is_warned_at_start()
    {
        await using var site = await TestSite.StartAsync(options => options.AllowAccessTokenInQuery = true);

        var warning = Assert.Single(site.Log.Lines, line => line.EventId == QueriesAreLogged);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("AddFilter(\"Microsoft.AspNetCore.Hosting.Diagnostics\", LogLevel.Warning)", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_filters_its_request_log_is_not_warned()
    {
        await using var site = await TestSite.StartAsync(
            options => options.AllowUserKeyInQuery = true,
            configure: builder => builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));

        Assert.DoesNotContain(site.Log.Lines, line => line.EventId == QueriesAreLogged);
    }

    [Fact]
    public async Task A_host_without_credentials_in_the_query_is_not_warned()
    {
        await using var site = await TestSite.StartAsync();

        Assert.DoesNotContain(site.Log.Lines, line => line.EventId == QueriesAreLogged);
    }
}
