using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>T25: fenced revocation between nodes that share a database and nothing else.</summary>
public abstract class FenceTests
{
    [Fact]
    public async Task T25_What_is_sent_after_a_fenced_revocation_has_returned_is_refused_on_every_node()
    {
        await using var here = await Node.StartAsync(Use);
        await using var there = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var fences = new List<(int Confirmed, int WaitedOut)>();
        for (var i = 0; i < 20; i++)
        {
            var token = await here.CreateTokenAsync();
            Assert.True((await there.ValidateAsync(key, token)).IsValid);
            Assert.True((await here.ValidateAsync(key, token)).IsValid);

            var fence = await here.RevokeAsync(token);

            Assert.False((await there.ValidateAsync(key, token)).IsValid);
            Assert.False((await here.ValidateAsync(key, token)).IsValid);
            Assert.True(fence.IsComplete);
            fences.Add((fence.Confirmed.Count, fence.WaitedOut.Count));
        }

        // On a busy machine a node may be too late to confirm, and is waited out.
        Assert.Contains((2, 0), fences);
    }

    [Fact]
    public async Task A_node_that_has_left_is_not_waited_for()
    {
        await using var here = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        var token = await here.CreateTokenAsync();
        await using (var there = await Node.StartAsync(Use))
        {
            Assert.True((await there.ValidateAsync(key, token)).IsValid);
            Assert.Single(await ((INodeLeases)here.Store).ListAsync(CancellationToken.None));
        }

        Assert.Empty(await ((INodeLeases)here.Store).ListAsync(CancellationToken.None));
        Assert.True((await here.RevokeAsync(token)).IsComplete);
    }

    [Fact]
    public async Task A_node_whose_leases_would_last_otherwise_does_not_start()
    {
        await using var here = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        Assert.True((await here.ValidateAsync(key, await here.CreateTokenAsync())).IsValid);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Node.StartAsync(Use, TimeSpan.FromSeconds(7)));

        Assert.Contains("00:00:07 on this node, but 00:00:02", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_is_forgotten_unless_it_has_confirmed_the_place()
    {
        await using var node = await Node.StartAsync(Use);
        var nodes = (INodeLeases)node.Store;
        var id = NodeId.Parse("web-1");
        Assert.False(await nodes.ConfirmAsync(id, new FeedPosition(1), CancellationToken.None));
        Assert.Equal(Node.MaxStaleness, await nodes.JoinAsync(id, Node.MaxStaleness, CancellationToken.None));
        Assert.Equal(Node.MaxStaleness, await nodes.JoinAsync(NodeId.Parse("web-2"), Node.MaxStaleness * 2, CancellationToken.None));
        Assert.True(await nodes.ConfirmAsync(id, new FeedPosition(5), CancellationToken.None));
        Assert.True(await nodes.ConfirmAsync(id, new FeedPosition(3), CancellationToken.None));

        await nodes.ForgetAsync(id, new FeedPosition(5), CancellationToken.None);
        Assert.Equal([new RegisteredNode(id, Node.MaxStaleness, new FeedPosition(5))], await nodes.ListAsync(CancellationToken.None));

        await nodes.ForgetAsync(id, new FeedPosition(6), CancellationToken.None);
        Assert.Empty(await nodes.ListAsync(CancellationToken.None));
        Assert.False(await nodes.ConfirmAsync(id, new FeedPosition(9), CancellationToken.None));
    }

    internal abstract void Use(ApiAccessBuilder builder);
}
