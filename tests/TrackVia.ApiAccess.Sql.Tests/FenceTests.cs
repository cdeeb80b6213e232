using System.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>T25: fenced revocation between nodes that share a database and nothing else.</summary>
public abstract class FenceTests
{
    /// <summary>A fence returns as soon as all have confirmed, however long it would wait for a node that a busy machine holds up.</summary>
    private static readonly TimeSpan LongMaxStaleness = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task T25_What_is_sent_after_a_fenced_revocation_has_returned_is_refused_on_every_node()
    {
        await using var here = await Node.StartAsync(Use, LongMaxStaleness);
        await using var there = await Node.StartAsync(Use, LongMaxStaleness);
        var key = await here.OpenAccountAsync();
        for (var i = 0; i < 20; i++)
        {
            var token = await here.CreateTokenAsync();
            Assert.True((await there.ValidateAsync(key, token)).IsValid);
            Assert.True((await here.ValidateAsync(key, token)).IsValid);

            var fence = await here.RevokeAsync(token);

            Assert.False((await there.ValidateAsync(key, token)).IsValid);
            Assert.False((await here.ValidateAsync(key, token)).IsValid);
            Assert.Equal((true, 2, 0), (fence.IsComplete, fence.Confirmed.Count, fence.WaitedOut.Count));
        }
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
            Assert.Single(await here.Store.Nodes!.ListNodesAsync(CancellationToken.None));
        }

        Assert.Empty(await here.Store.Nodes!.ListNodesAsync(CancellationToken.None));
        Assert.True((await here.RevokeAsync(token)).IsComplete);
    }

    [Fact]
    public async Task A_node_with_a_different_lease_duration_does_not_start()
    {
        await using var here = await Node.StartAsync(Use);
        var key = await here.OpenAccountAsync();
        Assert.True((await here.ValidateAsync(key, await here.CreateTokenAsync())).IsValid);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Node.StartAsync(Use, TimeSpan.FromSeconds(7)));

        Assert.Contains("00:00:07 on this node, but 00:00:02", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_crash_a_host_starts_with_another_MaxStaleness_once_no_lease_can_be_left()
    {
        var before = TimeSpan.FromMilliseconds(500);
        await using (var first = await Node.StartAsync(Use, before))
        {
            await first.OpenAccountAsync();
            var nodes = first.Store.Nodes!;
            await nodes.RegisterNodeAsync(NodeId.Parse("crashed"), before, CancellationToken.None);
            var newest = (await first.Store.ReadFeedAsync(FeedPosition.Start, IApiAccessStore.MaxPageSize, CancellationToken.None))[^1];
            Assert.True(await nodes.ConfirmPositionAsync(NodeId.Parse("crashed"), new FeedMark(newest.Position, newest.ChangeId), CancellationToken.None));
        }

        var began = Stopwatch.GetTimestamp();
        await using var second = await Node.StartAsync(Use, TimeSpan.FromSeconds(7));

        Assert.InRange(Stopwatch.GetElapsedTime(began), before, TimeSpan.FromSeconds(20));
        Assert.Empty(await second.Store.Nodes!.ListNodesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_node_is_removed_unless_it_has_confirmed_the_position()
    {
        await using var node = await Node.StartAsync(Use);
        await node.OpenAccountAsync();
        var (first, second) = await node.Store.ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None) is [var one, var other]
            ? (new FeedMark(one.Position, one.ChangeId), new FeedMark(other.Position, other.ChangeId))
            : throw new InvalidOperationException("The account was opened by two changes.");
        var nodes = node.Store.Nodes!;
        var id = NodeId.Parse("web-1");
        Assert.False(await nodes.ConfirmPositionAsync(id, first, CancellationToken.None));
        Assert.Equal(Node.MaxStaleness, await nodes.RegisterNodeAsync(id, Node.MaxStaleness, CancellationToken.None));
        Assert.Equal(Node.MaxStaleness, await nodes.RegisterNodeAsync(NodeId.Parse("web-2"), Node.MaxStaleness * 2, CancellationToken.None));
        Assert.True(await nodes.ConfirmPositionAsync(id, second, CancellationToken.None));
        Assert.True(await nodes.ConfirmPositionAsync(id, first, CancellationToken.None));

        await nodes.RemoveNodeAsync(id, second.Position, CancellationToken.None);
        Assert.Equal([new RegisteredNode
        {
            Id = id,
            MaxStaleness = Node.MaxStaleness,
            Confirmed = second.Position,
        }], await nodes.ListNodesAsync(CancellationToken.None));

        await nodes.RemoveNodeAsync(id, new FeedPosition(second.Position.Value + 1), CancellationToken.None);
        Assert.Empty(await nodes.ListNodesAsync(CancellationToken.None));
        Assert.False(await nodes.ConfirmPositionAsync(id, second, CancellationToken.None));
    }

    internal abstract void Use(ApiAccessBuilder builder);
}
