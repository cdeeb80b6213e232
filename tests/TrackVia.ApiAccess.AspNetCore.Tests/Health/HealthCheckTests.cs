using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using NodaTime;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Health;

/// <summary>What a host's health endpoint reports about validation on this node (R25).</summary>
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
    public async Task T57_A_feed_that_cannot_be_read_says_why()
    {
        await using var site = await StartAsync();
        await ValidateAsync(site);
        site.Store.FeedFailure = new StoreUnavailableException("row 7 is damaged");
        site.Clock.Advance(Duration.FromSeconds(6));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await site.GetApiAsync(null, null, "/health/why")).Body.Contains("row 7 is damaged", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_unhealthy()
    {
        await using var site = await StartAsync();
        site.Store.Failure = Down;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ReadAsync(site));
        Assert.EndsWith(" down", (await site.GetApiAsync(null, null, "/health/why")).Body, StringComparison.Ordinal);

        site.Store.Failure = null;
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadAsync(site));
    }

    [Fact]
    public async Task T41_A_store_that_went_back_in_time_degrades_for_an_hour()
    {
        await using var site = await StartAsync();
        await site.Store.BackUpAsync();
        await ValidateAsync(site);

        await site.Store.RestoreAsync();
        for (var watch = Stopwatch.StartNew(); await ReadAsync(site) is (_, "Healthy");)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The restore was not noticed.");
        }

        Assert.Equal((HttpStatusCode.OK, "Degraded"), await ReadAsync(site));
        var validator = site.Services.GetRequiredService<ApiAccessValidator>();
        for (var watch = Stopwatch.StartNew(); validator.SnapshotFreshness is not SnapshotFreshness.Current; await Task.Yield())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The node did not register again.");
        }

        Assert.Equal((HttpStatusCode.OK, "Degraded"), await ReadAsync(site));
        site.Clock.Advance(Duration.FromHours(1));
        await ValidateAsync(site);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadAsync(site));
    }

    [Fact]
    public async Task T41_An_SQLite_file_that_is_overwritten_while_it_is_open_is_unhealthy_and_the_check_names_it()
    {
        var directory = Directory.CreateTempSubdirectory("apiaccess-");
        var (file, backup) = (Path.Combine(directory.FullName, "access.db"), Path.Combine(directory.FullName, "backup.db"));
        var services = new ServiceCollection().AddLogging();
        services.AddHealthChecks().AddApiAccess();
        services.AddApiAccess().UseUserDirectory<TestUsers>().UseSqlite($"Data Source={file}").UseDataProtection();
        services.AddDataProtectionForTests();
        await using (var provider = services.BuildServiceProvider())
        {
            var checks = provider.GetRequiredService<HealthCheckService>();
            Assert.Equal(HealthStatus.Healthy, (await checks.CheckHealthAsync()).Status);
            using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "VACUUM INTO $backup";
                command.Parameters.AddWithValue("$backup", backup);
                command.ExecuteNonQuery();
            }

            // A process of its own: a handle that this one closes would release SQLite's locks.
            using var copying = Process.Start("cp", [backup, file]);
            await copying.WaitForExitAsync();

            var report = await checks.CheckHealthAsync();

            Assert.Equal(HealthStatus.Unhealthy, report.Status);
            Assert.Contains($"'{file}' was overwritten while it was open", report.Entries.Values.Single().Description, StringComparison.Ordinal);
        }

        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
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
        services.AddHealthChecks().AddApiAccess().AddApiAccess("second").AddApiAccess("api-access", "ready");

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
            site.MapHealthChecks("/health/why", new() { ResponseWriter = (context, report) => context.Response.WriteAsync($"{report.Entries.Values.Single().Description}") });
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
