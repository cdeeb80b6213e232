using System.Globalization;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;
using TrackVia.ApiAccess.Testing.Races;

namespace TrackVia.ApiAccess.Testing.Nodes;

/// <summary>The duties of <see cref="INodeRegistry"/>, on which a fenced revocation relies.</summary>
internal static class NodeCases
{
    private static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(5);

    [Proves(
        "A registered node is listed on every handle, with no confirmed position; registering it again changes nothing.",
        FailureMeans = "A fence does not know of a node, and returns while that node still accepts revoked credentials.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_registered_node_is_listed(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var node = Node(1);
        Expect.Equal(MaxStaleness, await CaseRun.NodesOf(handles[0]).RegisterNodeAsync(node, MaxStaleness, trial.Stop), "the lease duration after the first node has registered");
        foreach (var handle in handles)
        {
            await ExpectAsync(trial, handle, new RegisteredNode { Id = node, MaxStaleness = MaxStaleness, Confirmed = FeedPosition.Start });
        }

        var mark = (await MarksAsync(trial, 7))[^1];
        Expect.Equal(true, await CaseRun.NodesOf(handles[^1]).ConfirmPositionAsync(node, mark, trial.Stop), "whether a registered node can confirm");
        Expect.Equal(MaxStaleness, await CaseRun.NodesOf(handles[^1]).RegisterNodeAsync(node, MaxStaleness, trial.Stop), "the lease duration");
        await ExpectAsync(trial, handles[0], new RegisteredNode { Id = node, MaxStaleness = MaxStaleness, Confirmed = mark.Position });
    }

    [Proves(
        "A node with a different lease duration is not registered, and learns the duration in use.",
        FailureMeans = "A fence does not wait long enough for a node whose leases last longer.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_with_a_different_lease_duration_is_not_registered(CaseRun trial)
    {
        var nodes = CaseRun.NodesOf(trial.Store);
        await nodes.RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        foreach (var other in (TimeSpan[])[MaxStaleness - TimeSpan.FromMilliseconds(1), 2 * MaxStaleness])
        {
            Expect.Equal(MaxStaleness, await nodes.RegisterNodeAsync(Node(2), other, trial.Stop), $"the lease duration that a node with {other} learns");
            await ExpectAsync(trial, trial.Store, new RegisteredNode
            {
                Id = Node(1),
                MaxStaleness = MaxStaleness,
                Confirmed = FeedPosition.Start,
            });
        }
    }

    [Proves(
        "When nodes with different lease durations register at the same time, all of them learn the same duration, and only the nodes with that duration are registered.",
        FailureMeans = "Nodes with different lease durations run at the same time: the store compares the durations first and writes later.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task Nodes_that_register_at_once_agree_on_one_lease_duration(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var rivals = Enumerable.Range(1, trial.Settings.Contenders).ToList();
        var agreed = await Contenders.RunAsync(
            rivals, (number, i) => CaseRun.NodesOf(handles[i % handles.Count]).RegisterNodeAsync(Node(number), TimeSpan.FromSeconds(1 + (number % 3)), trial.Stop));

        Expect.Equal(1, agreed.Distinct().Count(), "how many lease durations the nodes learn");
        var listed = await CaseRun.NodesOf(trial.Store).ListNodesAsync(trial.Stop);
        Expect.InOrder(
            [.. rivals.Where(number => TimeSpan.FromSeconds(1 + (number % 3)) == agreed[0]).Select(number => Node(number).Value).Order(StringComparer.Ordinal)],
            [.. listed.Select(node => node.Id.Value).Order(StringComparer.Ordinal)],
            "the nodes with the agreed lease duration");
    }

    [Proves(
        "A node's confirmed position never moves back, whatever the node confirms later.",
        FailureMeans = "A fence waits for a position that was confirmed long ago.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_confirmed_position_never_moves_back(CaseRun trial)
    {
        var nodes = CaseRun.NodesOf(trial.Store);
        await nodes.RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        FeedMark[] marks = [default, .. await MarksAsync(trial, 6)];
        foreach (var (place, confirmed) in ((int, int)[])[(3, 3), (5, 5), (4, 5), (0, 5), (6, 6)])
        {
            Expect.Equal(true, await nodes.ConfirmPositionAsync(Node(1), marks[place], trial.Stop), $"whether the node can confirm change number {place}");
            await ExpectAsync(trial, trial.Store, new RegisteredNode
            {
                Id = Node(1),
                MaxStaleness = MaxStaleness,
                Confirmed = marks[confirmed].Position,
            });
        }
    }

    [Proves(
        "A node that was never registered, or that was removed, cannot confirm a position, and confirming does not register it.",
        FailureMeans = "A node continues under leases of which no fence knows.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_that_is_not_registered_cannot_confirm(CaseRun trial)
    {
        var nodes = CaseRun.NodesOf(trial.Store);
        var mark = (await MarksAsync(trial, 1))[0];
        Expect.Equal(false, await nodes.ConfirmPositionAsync(Node(1), mark, trial.Stop), "whether a node that was never registered can confirm");
        await nodes.RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        await nodes.RemoveNodeAsync(Node(1), mark.Position, trial.Stop);
        Expect.Equal(false, await nodes.ConfirmPositionAsync(Node(1), mark, trial.Stop), "whether a node that was removed can confirm");
        await ExpectAsync(trial, trial.Store);
    }

    [Proves(
        "A node is removed unless it has confirmed the position; the other nodes stay.",
        FailureMeans = "A fence removes a node that has confirmed, or waits forever for a node that has gone.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_is_removed_unless_it_has_confirmed_the_position(CaseRun trial)
    {
        var nodes = CaseRun.NodesOf(trial.Store);
        await nodes.RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        await nodes.RegisterNodeAsync(Node(2), MaxStaleness, trial.Stop);
        var marks = await MarksAsync(trial, 5);
        await nodes.ConfirmPositionAsync(Node(1), marks[^1], trial.Stop);

        await nodes.RemoveNodeAsync(Node(1), marks[^1].Position, trial.Stop);
        await nodes.RemoveNodeAsync(Node(2), marks[0].Position, trial.Stop);
        await nodes.RemoveNodeAsync(Node(3), marks[0].Position, trial.Stop);
        await ExpectAsync(trial, trial.Store, new RegisteredNode
        {
            Id = Node(1),
            MaxStaleness = MaxStaleness,
            Confirmed = marks[^1].Position,
        });

        await nodes.RemoveNodeAsync(Node(1), new FeedPosition(marks[^1].Position.Value + 1), trial.Stop);
        await ExpectAsync(trial, trial.Store);
    }

    [Proves(
        "When a node confirms and is removed at the same time, one of the two takes effect first, and the other takes that into account.",
        FailureMeans = "A fence removes a node whose lease was just extended, and returns while that node still accepts revoked credentials.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_confirmation_and_a_removal_exclude_each_other(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var (one, other) = (CaseRun.NodesOf(handles[0]), CaseRun.NodesOf(handles[^1]));
        var mark = (await MarksAsync(trial, 1))[0];
        for (var round = 1; round <= trial.Settings.Contenders; round++)
        {
            var node = Node(round);
            await one.RegisterNodeAsync(node, MaxStaleness, trial.Stop);
            var confirming = Task.Run(() => one.ConfirmPositionAsync(node, mark, trial.Stop), trial.Stop);
            await Task.Run(() => other.RemoveNodeAsync(node, mark.Position, trial.Stop), trial.Stop);
            var hasConfirmed = await confirming;

            var isListed = (await one.ListNodesAsync(trial.Stop)).Any(registered => registered.Id == node);
            Expect.Equal(hasConfirmed, isListed, $"whether node {node} is listed, whose confirmation {(hasConfirmed ? "succeeded" : "failed")}");
        }
    }

    [Proves(
        "A node can confirm only a change that is in the feed, at its position there. Another id at that position, a position beyond the end, or a change that never existed is not confirmed, and changes nothing.",
        FailureMeans = "A fence completes because a node has confirmed a change that a restored backup has undone, while the node still accepts credentials based on it.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_can_confirm_only_a_change_that_is_in_the_feed(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var marks = await MarksAsync(trial, 3);
        await CaseRun.NodesOf(handles[0]).RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        Expect.Equal(true, await CaseRun.NodesOf(handles[0]).ConfirmPositionAsync(Node(1), marks[1], trial.Stop), "whether the node can confirm the second change");
        var beyond = new FeedPosition(marks[^1].Position.Value + 1);
        foreach (var (what, mark) in ((string, FeedMark)[])
        [
            ("the newest position with the id of the change before it", new(marks[2].Position, marks[1].ChangeId)),
            ("the newest position with an id that no change has", new(marks[2].Position, ChangeId.New())),
            ("an earlier position with an id that no change has", new(marks[0].Position, ChangeId.New())),
            ("its own position with an id that no change has", new(marks[1].Position, ChangeId.New())),
            ("the newest change at a position beyond the end", new(beyond, marks[2].ChangeId)),
            ("the highest possible position", new(new FeedPosition(long.MaxValue), ChangeId.New())),
        ])
        {
            foreach (var handle in handles)
            {
                Expect.Equal(false, await CaseRun.NodesOf(handle).ConfirmPositionAsync(Node(1), mark, trial.Stop), $"whether the node can confirm {what}");
                await ExpectAsync(trial, handle, new RegisteredNode
                {
                    Id = Node(1),
                    MaxStaleness = MaxStaleness,
                    Confirmed = marks[1].Position,
                });
            }
        }
    }

    /// <summary>Commits changes, and returns their marks in the feed.</summary>
    private static async Task<IReadOnlyList<FeedMark>> MarksAsync(CaseRun trial, int count)
    {
        var account = trial.NewAccount();
        var marks = new List<FeedMark>();
        for (var i = 0; i < count; i++)
        {
            var change = account.Toggle();
            marks.Add(new FeedMark(await account.CommitAsync(change), change.Id));
        }

        return marks;
    }

    private static NodeId Node(int number) => NodeId.Parse(string.Create(CultureInfo.InvariantCulture, $"node-{number}.0123456789abcdef0123456789abcdef"));

    private static async Task ExpectAsync(CaseRun trial, IApiAccessStore handle, params RegisteredNode[] nodes) => Expect.InOrder(
        nodes,
        [.. (await CaseRun.NodesOf(handle).ListNodesAsync(trial.Stop)).OrderBy(node => node.Id.Value, StringComparer.Ordinal)],
        "the registered nodes");
}
