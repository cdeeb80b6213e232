using System.Net;
using System.Text.Json;

namespace HostApp.Tests;

/// <summary>T25 between processes: what is sent after a fenced revocation was answered is refused by all of them.</summary>
public sealed class FenceTests
{
    private const string Integration = "integration@acme.example";

    [Fact]
    public async Task T25_a_fenced_revocation_holds_on_every_process_when_it_is_answered_even_on_one_that_was_suspended()
    {
        using var folder = new TemporaryFolder();
        using var here = await SampleHost.StartAsync(folder.Data);
        using var there = await SampleHost.StartAsync(folder.Data);
        using var admin = await ConsoleSession.SignInAsync(here, "admin@acme.example");
        await admin.DesignateAsync(Integration);
        var key = await admin.CreateApiKeyAsync();
        var waitedOut = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            var token = await admin.CreateTokenAsync(Integration);
            Assert.Equal(HttpStatusCode.OK, await there.CallAsync(key, token.Secret));

            var fence = await RevokeAsync(admin, token);

            Assert.Equal(HttpStatusCode.Unauthorized, await there.CallAsync(key, token.Secret));
            waitedOut.Add(fence.GetProperty("waitedOut").GetArrayLength());
        }

        // On a busy machine a process may be too late to confirm, and is waited out.
        Assert.Contains(0, waitedOut);

        var last = await admin.CreateTokenAsync(Integration);
        Assert.Equal(HttpStatusCode.OK, await there.CallAsync(key, last.Secret));
        await there.SignalAsync("STOP");
        var waited = await RevokeAsync(admin, last);
        await there.SignalAsync("CONT");

        Assert.Equal(HttpStatusCode.Unauthorized, await there.CallAsync(key, last.Secret));
        Assert.Single(waited.GetProperty("waitedOut").EnumerateArray());
    }

    private static async Task<JsonElement> RevokeAsync(ConsoleSession admin, NewToken token)
    {
        var fence = (await admin.SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/deactivate?fence=true")).GetProperty("fence");
        Assert.True(fence.GetProperty("isComplete").GetBoolean());
        return fence;
    }
}
