using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

/// <summary>T50: what a flood of refused credentials writes to the log, at the levels of the framework's own template.</summary>
public sealed class RefusalLogTests
{
    private const int Refused = 100;
    private const int RefusedAgain = 160;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(5)]
    public async Task T50_A_flood_of_refused_credentials_of_every_shape_writes_a_bounded_log(int limit)
    {
        await using var site = await StartAsync(new FakeTimeProvider(TestSite.Start.ToDateTimeOffset()), limit);
        var client = await site.NewApiClientAsync();
        await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate");
        await FloodAsync(site, client, times: 2);
        var before = Printed(site).Count();

        await FloodAsync(site, client, times: 50);

        Assert.InRange(Printed(site).Count() - before, 0, 10);
    }

    [Fact]
    public async Task T50_The_first_refusals_are_logged_by_reason_and_token_and_the_others_are_counted()
    {
        var time = new FakeTimeProvider(TestSite.Start.ToDateTimeOffset());
        await using var site = await StartAsync(time, int.MaxValue);
        var client = await site.NewApiClientAsync();
        await client.Admin.PostAsync($"tokens/{client.TokenId}/deactivate");

        for (var call = 0; call < 10; call++)
        {
            await client.CallAsync();
        }

        Assert.Equal(3, Count(site, Refused));
        time.Advance(TimeSpan.FromMinutes(1));
        var counted = Assert.Single(site.Log.Lines, line => line.EventId == RefusedAgain);
        Assert.Equal($"API credentials were rejected 7 more times within a minute: TokenDeactivated, auth token {client.TokenId}", counted.Text);

        await client.CallAsync();
        Assert.Equal(4, Count(site, Refused)); // A new minute, and news again.
    }

    private static int Count(TestSite site, int eventId) => site.Log.Lines.Count(line => line.EventId == eventId);

    /// <summary>What a host prints by default: Information, and Warning of the framework's categories.</summary>
    private static IEnumerable<string> Printed(TestSite site) =>
        from line in site.Log.Lines
        where line.Level >= (line.Category.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Information)
        select line.Text;

    private static async Task FloodAsync(TestSite site, ApiClient client, int times)
    {
        for (var call = 0; call < times; call++)
        {
            await client.CallAsync();
            await site.GetApiAsync(null, "Bearer x");
            await site.GetApiAsync(client.UserKey, null);
            await site.GetApiAsync(client.UserKey, "Bearer " + client.Token[..^1]);
            await site.GetApiAsync(client.UserKey, "Bearer " + Credential.Generate(CredentialKind.AuthToken).Reveal());
            await site.GetApiAsync(Credential.Generate(CredentialKind.ApiKey).Reveal(), "Bearer " + client.Token);
            await site.GetApiAsync("a, b", "Bearer " + client.Token);
            await site.GetApiAsync(null, "Basic dXNlcjpwYXNzd29yZA==");
            await site.GetApiAsync(null, null);
            await client.CallAsync("/api/never");
        }
    }

    private static Task<TestSite> StartAsync(TimeProvider time, int limit) => TestSite.StartAsync(configure: builder =>
    {
        builder.Services.AddSingleton(time);
        builder.Services.AddRateLimiter(options => options.LimitRefusedCredentials(limiter => (limiter.PermitLimit, limiter.Window) = (limit, TimeSpan.FromHours(1))));
    });
}
