using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
    [InlineData("user_key[]")]
    [InlineData("user_key%5B%5D")]
    [InlineData("user_key[0]")]
    [InlineData("userKey")]
    [InlineData("Access-Token")]
    [InlineData("x_user_key")]
    public async Task T38_A_credential_in_the_query_is_printed_as_redacted(string parameter)
    {
        await using var site = await StartAsync();

        await site.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/open?page=7&{parameter}={Canary}&{parameter}={Canary}2"));

        var text = Printed(site);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.Contains("page=7", text, StringComparison.Ordinal);
    }

    /// <summary>Every place of a request, and a redirect that copies the address.</summary>
    [Theory]
    [InlineData("/open/SECRET", null, null)]
    [InlineData("/SECRET/open", null, null)]
    [InlineData("/open?q=SECRET", null, null)]
    [InlineData("/open?SECRET", null, null)]
    [InlineData("/open?SECRET=1", null, null)]
    [InlineData("/open?q=%74vt%5FSECRETBODY", null, null)]
    [InlineData("/open?q=tvt%255FSECRETBODY", null, null)]
    [InlineData("/to-sign-in?user_key=SECRET", null, null)]
    [InlineData("/open", "X-Ordinary", "SECRET")]
    [InlineData("/open", "X-Ordinary", "Bearer SECRET, and more")]
    [InlineData("/open", "Cookie", "session=SECRET")]
    [InlineData("/open", "Referer", "https://host.example/?user_key=SECRET")]
    [InlineData("/open", "SECRET", "value")]
    public async Task T53_A_credential_in_the_wrong_place_is_printed_as_redacted(string path, string? header, string? value)
    {
        await using var site = await StartAsync();
        var secret = Credential.Generate(CredentialKind.AuthToken).Reveal();
        foreach (var form in new[] { secret, secret[..^1], secret[..20], secret.ToUpperInvariant() })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, With(path, form));
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation(With(header, form), With(value!, form));
            }

            await site.SendAsync(request);
            Assert.DoesNotContain(form[4..], Printed(site), StringComparison.Ordinal);
        }

        Assert.Contains("redacted", Printed(site), StringComparison.OrdinalIgnoreCase);

        static string With(string text, string secret) =>
            text.Replace("SECRETBODY", secret[4..], StringComparison.Ordinal).Replace("SECRET", secret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T53_The_bodies_of_the_management_calls_are_not_printed()
    {
        await using var site = await StartAsync();

        var client = await site.NewApiClientAsync();

        Assert.DoesNotContain(client.Token[4..], Printed(site), StringComparison.Ordinal);
        Assert.DoesNotContain(client.UserKey[4..], Printed(site), StringComparison.Ordinal);
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
            options.RequestHeaders.UnionWith(["Authorization", "user_key", "user-key", "X-Ordinary", "Cookie", "Referer"]);
            options.ResponseHeaders.Add("Location");
        }),
        map: app =>
        {
            app.UseHttpLogging();
            app.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
            app.MapGet("/to-sign-in", (HttpContext context) => Results.Redirect("/open?to=" + Uri.EscapeDataString(context.Request.QueryString.Value!)));
        });

    private static string Printed(TestSite site) =>
        string.Join('\n', from line in site.Log.Lines where line.Category == Category select line.Text);
}
