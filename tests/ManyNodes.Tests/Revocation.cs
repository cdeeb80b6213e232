using System.Diagnostics;
using System.Net;
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
        await cluster.AllAcceptedAsync();
        var accepts = new Accepts();
        using var stop = new CancellationTokenSource();
        var credentials = (from account in cluster.Accounts from token in account.Tokens select (account, token.Secret)).ToArray();
        var calling = (from node in cluster.Nodes
                       from caller in Enumerable.Range(0, CallersANode)
                       select accepts.KeepCallingAsync(node, credentials, stop.Token)).ToArray();

        await (fault.Begin?.Invoke(cluster) ?? Task.CompletedTask);
        var fenced = RevokeFencedAsync(cluster, revoker, accepts);
        await DisableAsync(revoker, cluster.Acme);
        var acknowledged = Stopwatch.GetTimestamp();
        await (fault.OnceAcknowledged?.Invoke(cluster) ?? Task.CompletedTask);
        var plainCalls = CallAtTheBoundAsync(cluster, accepts, acknowledged);
        // What is sent at the bound is sent under the fault; it may be answered only when the fault is over.
        await Task.WhenAny(Task.WhenAll(fenced, plainCalls), Task.Delay(4 * Cluster.MaxStaleness, TimeProvider.System));
        await (fault.End?.Invoke(cluster) ?? Task.CompletedTask);
        var (returned, waitedOut, fencedCalls) = await fenced;
        await Task.WhenAll(plainCalls, fencedCalls);
        await stop.CancelAsync();
        await Task.WhenAll(calling);

        var bound = acknowledged + (long)(Cluster.MaxStaleness.TotalSeconds * Stopwatch.Frequency);
        return new(
            accepts.LastAfter(cluster.Acme, acknowledged),
            accepts.CountSentAfter(cluster.Acme, bound),
            accepts.CountSentAfter(cluster.Globex, returned),
            waitedOut);
    }

    /// <summary>Enables the users again, as soon as the store answers again.</summary>
    public static async Task ResumeAsync(Cluster cluster, ClusterNode node)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        foreach (var account in cluster.Accounts)
        {
            while (await node.AdminOf(account).StatusAsync(HttpMethod.Put, $"users/{account.ApiUser}", new { isEnabled = true })
                is HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
            }
        }
    }

    private static async Task CallAtTheBoundAsync(Cluster cluster, Accepts accepts, long acknowledged)
    {
        var left = Cluster.MaxStaleness - Stopwatch.GetElapsedTime(acknowledged);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System);
        await accepts.CallAllAsync(cluster, cluster.Acme);
    }

    private static async Task<(long Returned, int WaitedOut, Task Calls)> RevokeFencedAsync(Cluster cluster, ClusterNode revoker, Accepts accepts)
    {
        var fence = (await DisableAsync(revoker, cluster.Globex, "?fence=true")).GetProperty("fence");
        var returned = Stopwatch.GetTimestamp();
        var calls = accepts.CallAllAsync(cluster, cluster.Globex);
        Assert.True(fence.GetProperty("isComplete").GetBoolean());
        return (returned, fence.GetProperty("waitedOut").GetArrayLength(), calls);
    }

    private static Task<JsonElement> DisableAsync(ClusterNode node, Account account, string query = "") =>
        node.AdminOf(account).SucceedAsync(HttpMethod.Put, $"users/{account.ApiUser}{query}", new { isEnabled = false });
}
