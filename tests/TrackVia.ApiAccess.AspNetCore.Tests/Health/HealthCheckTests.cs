using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using NodaTime;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Health;

/// <summary>What a host's health endpoint says of this node's validation (R25).</summary>
public class HealthCheckTests
{
    private static readonly StoreUnavailableException Down = new("down");

    [Fact]
    public async Task A_node_that_validated_nothing_yet_is_healthy()
    {
        await using var site = await StartAsync();

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadAsync(site));
    }

    [Fact]
    public async Task A_node_that_judges_from_memory_is_healthy()
    {
        await using var site = await StartAsync();
        await ValidateAsync(site);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadAsync(site));
    }

    [Fact]
    public async Task A_feed_that_is_late_degrades()
    {
        await using var site = await StartAsync();
        await ValidateAsync(site);
        site.Store.FeedFailure = Down;
        site.Clock.Advance(Duration.FromSeconds(6)); // Longer than MaxStaleness: the lease lapsed by the wall clock.

        Assert.Equal((HttpStatusCode.OK, "Degraded"), await ReadAsync(site));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_unhealthy()
    {
        await using var site = await StartAsync();
        site.Store.Failure = Down;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ReadAsync(site));

        site.Store.Failure = null;
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadAsync(site));
    }

    [Fact]
    public async Task Adding_the_check_again_is_safe()
    {
        await using var site = await StartAsync(checks => checks.AddApiAccess().AddApiAccess("second").AddApiAccess());

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadAsync(site));
    }

    [Fact]
    public void Of_two_checks_with_one_name_the_last_counts()
    {
        var services = new ServiceCollection();
        services.AddHealthChecks().AddApiAccess().AddApiAccess("second").AddApiAccess(tags: "ready");

        var registrations = services.BuildServiceProvider().GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;

        Assert.Equal(["api-access", "second"], registrations.Select(check => check.Name).Order(StringComparer.Ordinal));
        Assert.Contains("ready", registrations.Single(check => check.Name == "api-access").Tags);
    }

    private static Task<TestSite> StartAsync(Action<IHealthChecksBuilder>? add = null) => TestSite.StartAsync(
        configure: builder => (add ?? (checks => checks.AddApiAccess()))(builder.Services.AddHealthChecks()),
        map: site =>
        {
            site.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
            site.MapHealthChecks("/health");
        });

    private static async Task ValidateAsync(TestSite site)
    {
        var client = await site.NewApiClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadAsync(TestSite site)
    {
        var answer = await site.GetApiAsync(null, null, "/health");
        return (answer.Status, answer.Body);
    }
}
