using System.Net;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

public class DoubledCredentialTests
{
    [Theory] // T6
    [InlineData("user_key: KEY\r\nuser_key: KEY\r\nAuthorization: Bearer TOKEN")]
    [InlineData("user_key: KEY, KEY\r\nAuthorization: Bearer TOKEN")]
    [InlineData("user_key: KEY\r\nAuthorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN")]
    [InlineData("user_key: KEY\r\nAuthorization: Bearer TOKEN\r\nAuthorization: Basic eDp5")]
    [InlineData("user_key: KEY\r\nAuthorization: Bearer TOKEN, Bearer TOKEN")]
    public async Task A_header_twice_or_joined_with_commas_is_400(string headers)
    {
        await using var site = await TestSite.StartAsync();

        Assert.StartsWith("HTTP/1.1 400", await SendAsync(site, "/api", headers), StringComparison.Ordinal);
    }

    [Theory] // T7
    [InlineData("/api?user_key=KEY", "user_key: KEY\r\nAuthorization: Bearer TOKEN")]
    [InlineData("/api?user_key=KEY&user_key=KEY", "Authorization: Bearer TOKEN")]
    [InlineData("/api?access_token=TOKEN", "user_key: KEY\r\nAuthorization: Bearer TOKEN")]
    [InlineData("/api", "user_key: KEY\r\nuser-key: KEY\r\nAuthorization: Bearer TOKEN")]
    public async Task A_credential_in_two_places_is_400(string path, string headers)
    {
        await using var site = await TestSite.StartAsync(AllowAll);

        var answer = await SendAsync(site, path, headers);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: Bearer error=\"invalid_request\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"error\":\"invalid_request\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api?user_key=KEY", "Authorization: Bearer TOKEN")]
    [InlineData("/api?access_token=TOKEN", "user_key: KEY")]
    [InlineData("/api", "user-key: KEY\r\nAuthorization: Bearer TOKEN")]
    public async Task Each_other_place_works_where_it_is_allowed(string path, string headers)
    {
        await using var site = await TestSite.StartAsync(AllowAll);

        Assert.StartsWith("HTTP/1.1 200", await SendAsync(site, path, headers), StringComparison.Ordinal);
    }

    [Theory] // T7
    [InlineData("/api?user_key=KEY", "Authorization: Bearer TOKEN", 401)]
    [InlineData("/api?access_token=TOKEN", "user_key: KEY", 401)]
    [InlineData("/api", "user-key: KEY\r\nAuthorization: Bearer TOKEN", 401)]
    [InlineData("/api?user_key=KEY&access_token=TOKEN", "user_key: KEY\r\nuser-key: KEY\r\nAuthorization: Bearer TOKEN", 200)]
    public async Task Each_other_place_is_ignored_while_it_is_not_allowed(string path, string headers, int status)
    {
        await using var site = await TestSite.StartAsync();

        Assert.StartsWith($"HTTP/1.1 {status}", await SendAsync(site, path, headers), StringComparison.Ordinal);
    }

    private static void AllowAll(ApiAccessAuthenticationOptions options)
    {
        options.AllowUserKeyInQuery = true;
        options.AllowAccessTokenInQuery = true;
        options.AllowUserKeyAlias = true;
    }

    private static async Task<string> SendAsync(TestSite site, string path, string headers)
    {
        var client = await site.NewApiClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
        var request = $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n\r\n";
        return await site.SendRawAsync(request.Replace("KEY", client.UserKey, StringComparison.Ordinal).Replace("TOKEN", client.Token, StringComparison.Ordinal));
    }
}
