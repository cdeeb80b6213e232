using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

/// <summary>T38: the framework's HTTP logging prints no credential, whatever the host asks it to print.</summary>
public sealed class HttpLoggingTests
{
    private const string Category = "Microsoft.AspNetCore.HttpLogging.HttpLoggingMiddleware";
    private const string Canary = "CANARY";

    [Theory]
    [InlineData("user_key")]
    [InlineData("USER_KEY")]
    [InlineData("user-key")]
    [InlineData("Authorization")]
    public async Task T38_A_credential_in_a_header_is_printed_as_redacted(string header)
    {
        await using var site = await StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/open");
        request.Headers.TryAddWithoutValidation(header, Canary);
        request.Headers.Add("X-Ordinary", "seen");

        await site.SendAsync(request);

        var text = Printed(site);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.Contains($"{header}: [Redacted]", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Ordinary: seen", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user_key")]
    [InlineData("User_Key")]
    [InlineData("user%5Fkey")]
    [InlineData("user-key")]
    [InlineData("access_token")]
    public async Task T38_A_credential_in_the_query_is_printed_as_redacted(string parameter)
    {
        await using var site = await StartAsync();

        await site.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/open?page=7&{parameter}={Canary}&{parameter}={Canary}2"));

        var text = Printed(site);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.Contains("page=7", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_without_credentials_is_printed_as_it_is()
    {
        await using var site = await StartAsync();

        await site.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/open?a=1&b=%20"));

        Assert.Contains("?a=1&b=%20", Printed(site), StringComparison.Ordinal);
    }

    /// <summary>A host that asks for everything, and names the very headers.</summary>
    private static Task<TestSite> StartAsync() => TestSite.StartAsync(
        configure: builder => builder.Services.AddHttpLogging(options =>
        {
            options.LoggingFields = HttpLoggingFields.All | HttpLoggingFields.RequestQuery;
            options.RequestHeaders.UnionWith(["Authorization", "user_key", "user-key", "X-Ordinary"]);
        }),
        map: app => app.UseHttpLogging());

    private static string Printed(TestSite site) =>
        string.Join('\n', from line in site.Log.Lines where line.Category == Category select line.Text);
}
