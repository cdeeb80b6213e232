using System.Net;
using HostApp.Tests;
using SteppedClock;

namespace ManyNodes.Tests;

/// <summary>The fault itself: the clocks that the tests step are those by which a host judges its lease (T27).</summary>
public sealed class SteppedClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task T27_a_node_that_is_cut_off_accepts_beyond_the_bound_only_while_both_of_its_clocks_are_set_back()
    {
        await using var cluster = await Cluster.StartAsync(new ClusterPlan(TokensAnAccount: 1));

        await AcceptsUntilAsync(cluster, clocks => clocks.Wall = default);
        await AcceptsUntilAsync(cluster, clocks => clocks.Monotonic = default);
    }

    private static async Task AcceptsUntilAsync(Cluster cluster, Action<ClockSteps> setRight)
    {
        var (node, account, token) = (cluster.Unlucky, cluster.Acme, cluster.Acme.Tokens[0]);
        using var hangs = new CancellationTokenSource(Cluster.Patience);
        while (!await AcceptsBeyondTheBoundAsync(cluster, node, account, token))
        {
            // It was cut off while it was reading of an earlier change, and so had nothing to accept by.
            hangs.Token.ThrowIfCancellationRequested();
            await RecoverAsync(cluster, node, account, token);
        }

        setRight(node.Clocks);
        var call = node.Host.CallAsync(account.ApiKey, token.Secret);
        node.Link.Mend();
        Assert.Equal(HttpStatusCode.Unauthorized, await call);
        await RecoverAsync(cluster, node, account, token);
    }

    private static async Task<bool> AcceptsBeyondTheBoundAsync(Cluster cluster, ClusterNode node, Account account, NewToken token)
    {
        await cluster.AcceptedAsync(account, token);

        // The account stays in memory once a later read of the feed has proved it. Refused credentials wait for such a read.
        await node.Host.CallAsync(account.ApiKey, cluster.Globex.Tokens[0].Secret);
        await node.Host.CallAsync(account.ApiKey, cluster.Globex.Tokens[0].Secret);
        node.Link.Cut();
        node.Clocks.Wall = node.Clocks.Monotonic = -Hour;
        await cluster.Nodes[0].AdminOf(account).SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/deactivate");
        await Task.Delay(2 * Cluster.MaxStaleness, TimeProvider.System);
        return await node.Host.CallAsync(account.ApiKey, token.Secret) == HttpStatusCode.OK;
    }

    private static async Task RecoverAsync(Cluster cluster, ClusterNode node, Account account, NewToken token)
    {
        node.Clocks.Wall = node.Clocks.Monotonic = default;
        node.Link.Mend();
        await cluster.Nodes[0].AdminOf(account).SucceedAsync(HttpMethod.Post, $"tokens/{token.Id}/resume");
    }
}
