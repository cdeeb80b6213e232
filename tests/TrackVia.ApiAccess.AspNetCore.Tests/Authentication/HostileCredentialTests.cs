using System.Net;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Authentication;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

public class HostileCredentialTests
{
    [Theory] // T4
    [InlineData("")]
    [InlineData("tvt_")]
    [InlineData("\u00e9\u00e9\u00e9")]
    [InlineData("LONG")]
    public async Task A_malformed_token_is_401_and_the_store_is_not_asked(string token)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var reads = site.Store.Reads;

        var answer = await site.SendRawAsync(Request(client.UserKey, "Bearer " + Long(token)));

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Equal(reads, site.Store.Reads);
    }

    [Theory] // T4
    [InlineData("tvk_")]
    [InlineData("\u00e9\u00e9\u00e9")]
    [InlineData("LONG")]
    public async Task A_malformed_key_is_401_and_the_store_is_not_asked(string key)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var reads = site.Store.Reads;

        var answer = await site.SendRawAsync(Request(Long(key), "Bearer " + client.Token));

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Equal(reads, site.Store.Reads);
    }

    [Theory] // T4
    [InlineData("tvt_\0")]
    [InlineData("tvt_\r")]
    [InlineData("tvt_\rx")]
    public async Task What_no_header_may_hold_does_not_reach_the_store(string token)
    {
        await using var site = await TestSite.StartAsync();
        var client = await site.NewApiClientAsync();
        var reads = site.Store.Reads;

        Assert.StartsWith("HTTP/1.1 400", await site.SendRawAsync(Request(client.UserKey, "Bearer " + token)), StringComparison.Ordinal);
        Assert.Equal(reads, site.Store.Reads);
    }

    [Fact] // T4
    public async Task A_line_break_in_a_credential_of_the_query_is_401_and_forges_no_log_line()
    {
        await using var site = await TestSite.StartAsync(options => options.AllowAccessTokenInQuery = true);
        var client = await site.NewApiClientAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await site.GetApiAsync(client.UserKey, null, "/api?access_token=%0D%0Aforged%00")).Status);
        Assert.DoesNotContain(site.Log.Own, line => line.Contains("forged", StringComparison.Ordinal));
    }

    [Fact] // T4
    public void A_header_of_a_megabyte_is_not_copied()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Bearer " + new string('a', 1024 * 1024);
        var options = new ApiAccessAuthenticationOptions();
        RequestCredentials.Read(request, options);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var credentials = RequestCredentials.Read(request, options);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("", credentials.Token);
        Assert.InRange(allocated, 0, 1_000);
    }

    private static string Long(string text) => text == "LONG" ? new string('a', 1024 * 1024) : text;

    private static string Request(string userKey, string authorization) =>
        $"GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nuser_key: {userKey}\r\nAuthorization: {authorization}\r\n\r\n";
}
