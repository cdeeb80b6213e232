using System.Net;
using System.Text.Json;

namespace HostApp.Tests;

/// <summary>T25 between processes: what is sent after a fenced revocation was answered is refused by all of them.</summary>
public sealed class FenceTests
{
    private const string Integration = "integration@acme.example";

    [Fact]
    public async Task T25_a_fenced_revocation_holds_on_every_process_when_it_is_answered()
    {
        // A fence returns as soon as both have confirmed, however long it would wait for one that a busy machine holds up.
        IEnumerable<string> longMaxStaleness = ["--ApiAccess:MaxStaleness", "00:01:00"];
        using var folder = new TemporaryFolder();
        using var here = await SampleHost.StartAsync(folder.Data, longMaxStaleness);
        using var there = await SampleHost.StartAsync(folder.Data, longMaxStaleness);
        using var admin = await ConsoleSession.SignInAsync(here, "admin@acme.example");
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        for (var i = 0; i < 20; i++)
        {
            var token = await admin.CreateTokenAsync(Integration);
            Assert.Equal(HttpStatusCode.OK, await there.CallAsync(key, token.Secret));

            var fence = await RevokeAsync(admin, token);

            Assert.Equal(HttpStatusCode.Unauthorized, await there.CallAsync(key, token.Secret));
            Assert.Empty(fence.GetProperty("waitedOut").EnumerateArray());
        }
    }

    [Fact]
    public async Task T25_a_fenced_revocation_waits_out_a_process_that_is_suspended()
    {
        using var folder = new TemporaryFolder();
        using var here = await SampleHost.StartAsync(folder.Data);
        using var there = await SampleHost.StartAsync(folder.Data);
        using var admin = await ConsoleSession.SignInAsync(here, "admin@acme.example");
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var token = await admin.CreateTokenAsync(Integration);
        Assert.Equal(HttpStatusCode.OK, await there.CallAsync(key, token.Secret));

        await there.SignalAsync("STOP");
        var fence = await RevokeAsync(admin, token);
        await there.SignalAsync("CONT");

        Assert.Equal(HttpStatusCode.Unauthorized, await there.CallAsync(key, token.Secret));
        Assert.Single(fence.GetProperty("waitedOut").EnumerateArray());
    }

    private static async Task<JsonElement> RevokeAsync(ConsoleSession admin, NewToken token)
    {
        var fence = (await admin.SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/deactivate?fence=true")).GetProperty("fence");
        Assert.True(fence.GetProperty("isComplete").GetBoolean());
        return fence;
    }
}
