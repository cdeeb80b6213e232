using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ManyNodes.Tests;

/// <summary>What was seen when two users were disabled under a fault, one without and one with a fence, and with them all of their tokens.</summary>
/// <param name="LastAccept">From the acknowledgement without a fence to the last answer that accepted one of its tokens.</param>
/// <param name="TooLate">Accepted calls that were sent later than <see cref="Cluster.MaxStaleness"/> after that acknowledgement.</param>
/// <param name="AfterFence">Accepted calls that were sent after the fenced revocation was answered.</param>
/// <param name="WaitedOut">How many nodes the fence waited out.</param>
internal sealed record Revocation(TimeSpan LastAccept, int TooLate, int AfterFence, int WaitedOut)
{
    private const int CallersANode = 2;

    public static async Task<Revocation> RunAsync(Cluster cluster, Fault fault, ClusterNode revoker)
    {
        await EnableAsync(cluster, revoker);
        await cluster.AllAcceptedAsync();
        var accepts = new Accepts();
        using var stop = new CancellationTokenSource();
        var credentials = (from account in cluster.Accounts from token in account.Tokens select (account, token.Secret)).ToArray();
        var calling = Task.WhenAll(
            from node in cluster.Nodes
            from caller in Enumerable.Range(0, CallersANode)
            select accepts.KeepCallingAsync(node, credentials, stop.Token));
        try
        {
            return await RunAsync(cluster, fault, revoker, accepts);
        }
        finally
        {
            await stop.CancelAsync();
            await calling;
        }
    }

    /// <summary>Enables the users, as soon as the store answers.</summary>
    public static async Task EnableAsync(Cluster cluster, ClusterNode node)
    {
        foreach (var account in cluster.Accounts)
        {
            await SetEnabledAsync(node, account, true);
        }
    }

    private static async Task<Revocation> RunAsync(Cluster cluster, Fault fault, ClusterNode revoker, Accepts accepts)
    {
        long acknowledged;
        Task<(long Returned, int WaitedOut, Task Calls)> fenced;
        Task plainCalls;
        try
        {
            await (fault.Begin?.Invoke(cluster) ?? Task.CompletedTask);
            fenced = RevokeFencedAsync(cluster, revoker, accepts);
            await SetEnabledAsync(revoker, cluster.Acme, false);
            acknowledged = Stopwatch.GetTimestamp();
            await (fault.OnceAcknowledged?.Invoke(cluster) ?? Task.CompletedTask);
            plainCalls = CallAtTheBoundAsync(cluster, accepts, acknowledged);
            // What is sent at the bound is sent under the fault; it may be answered only when the fault is over.
            await Task.WhenAny(Task.WhenAll(fenced, plainCalls), Task.Delay(4 * Cluster.MaxStaleness, TimeProvider.System));
        }
        finally
        {
            await (fault.End?.Invoke(cluster) ?? Task.CompletedTask);
        }

        var (returned, waitedOut, fencedCalls) = await fenced;
        await Task.WhenAll(plainCalls, fencedCalls);
        return new(
            accepts.LastAfter(cluster.Acme, acknowledged),
            accepts.CountSentAfter(cluster.Acme, Cluster.BoundAfter(acknowledged)),
            accepts.CountSentAfter(cluster.Globex, returned),
            waitedOut);
    }

    private static async Task CallAtTheBoundAsync(Cluster cluster, Accepts accepts, long acknowledged)
    {
        var left = Cluster.MaxStaleness - Stopwatch.GetElapsedTime(acknowledged);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System);
        await accepts.CallAllAsync(cluster, cluster.Acme);
    }

    private static async Task<(long Returned, int WaitedOut, Task Calls)> RevokeFencedAsync(Cluster cluster, ClusterNode revoker, Accepts accepts)
    {
        var fence = (await SetEnabledAsync(revoker, cluster.Globex, false, "?fence=true")).GetProperty("fence");
        var returned = Stopwatch.GetTimestamp();
        var calls = accepts.CallAllAsync(cluster, cluster.Globex);
        Assert.True(fence.GetProperty("isComplete").GetBoolean());
        return (returned, fence.GetProperty("waitedOut").GetArrayLength(), calls);
    }

    /// <summary>Asks again while the store does not answer, as a caller would.</summary>
    private static async Task<JsonElement> SetEnabledAsync(ClusterNode node, Account account, bool isEnabled, string query = "")
    {
        using var hangs = new CancellationTokenSource(Cluster.Patience);
        while (true)
        {
            using var response = await node.AdminOf(account).SendAsync(HttpMethod.Put, $"users/{account.ApiUser}{query}", new { isEnabled });
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return await response.Content.ReadFromJsonAsync<JsonElement>();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, hangs.Token);
        }
    }
}
