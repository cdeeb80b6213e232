using System.Net;
using System.Net.Http.Json;
using TrackVia.ApiAccess.PostgreSql.Tests;

namespace HostApp.Tests;

/// <summary>The sample on a PostgreSQL server that is killed and restarted.</summary>
public sealed class PostgreSqlTests
{
    private const string Admin = "admin@acme.example";
    private const string Integration = "integration@acme.example";

    /// <summary>After this long something hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task T31_while_the_database_is_down_every_caller_is_asked_to_retry_and_is_served_afterwards_R25()
    {
        await using var database = await TestServer.StartNewAsync();
        using var folder = new TemporaryFolder();
        using var host = await SampleHost.StartAsync(
            folder.Data, "--ApiAccess:Store", "PostgreSql", "--ConnectionStrings:ApiAccess", $"{database.ConnectionString};Timeout=120");
        using var admin = await ConsoleSession.SignInAsync(host, Admin);
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var token = await admin.CreateTokenAsync(Integration);
        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, token.Secret));

        await database.KillAsync();

        await ServedFromMemoryUntilTheLeaseLapsesAsync(() => host.CallAsync(key, token.Secret));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await admin.StatusAsync(HttpMethod.Get, "tokens"));
        using var signIn = await host.Client.PostAsJsonAsync("session", new { userName = Admin, password = host.Password });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, signIn.StatusCode);
        Assert.NotNull(signIn.Headers.RetryAfter);

        await database.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await host.CallAsync(key, token.Secret));
        Assert.Equal(HttpStatusCode.OK, await admin.StatusAsync(HttpMethod.Get, "tokens"));
    }

    private static async Task ServedFromMemoryUntilTheLeaseLapsesAsync(Func<Task<HttpStatusCode>> call)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var status = await call(); status != HttpStatusCode.ServiceUnavailable; status = await call())
        {
            Assert.Equal(HttpStatusCode.OK, status);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}
