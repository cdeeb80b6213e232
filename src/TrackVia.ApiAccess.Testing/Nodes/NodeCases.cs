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
        "A node that joined is listed from then on, on every handle, with nothing confirmed; joining again changes nothing.",
        FailureMeans = "A fence does not know of a node, and returns while that node still accepts what was revoked.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_that_joined_is_listed(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var node = Node(1);
        Expect.Equal(MaxStaleness, await CaseRun.NodesOf(handles[0]).RegisterNodeAsync(node, MaxStaleness, trial.Stop), "how long leases last, as the first node says");
        foreach (var handle in handles)
        {
            await ExpectAsync(trial, handle, new RegisteredNode { Id = node, MaxStaleness = MaxStaleness, Confirmed = FeedPosition.Start });
        }

        var mark = (await MarksAsync(trial, 7))[^1];
        Expect.Equal(true, await CaseRun.NodesOf(handles[^1]).ConfirmPositionAsync(node, mark, trial.Stop), "whether a registered node confirms");
        Expect.Equal(MaxStaleness, await CaseRun.NodesOf(handles[^1]).RegisterNodeAsync(node, MaxStaleness, trial.Stop), "how long leases last");
        await ExpectAsync(trial, handles[0], new RegisteredNode { Id = node, MaxStaleness = MaxStaleness, Confirmed = mark.Position });
    }

    [Proves(
        "A node whose leases would last otherwise is told how long they last, and is not registered.",
        FailureMeans = "A fence waits too short a time for a node whose leases last longer.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_whose_leases_would_last_otherwise_is_not_registered(CaseRun trial)
    {
        var nodes = CaseRun.NodesOf(trial.Store);
        await nodes.RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        foreach (var other in (TimeSpan[])[MaxStaleness - TimeSpan.FromMilliseconds(1), 2 * MaxStaleness])
        {
            Expect.Equal(MaxStaleness, await nodes.RegisterNodeAsync(Node(2), other, trial.Stop), $"how long leases last, for a node that says {other}");
            await ExpectAsync(trial, trial.Store, new RegisteredNode
            {
                Id = Node(1),
                MaxStaleness = MaxStaleness,
                Confirmed = FeedPosition.Start,
            });
        }
    }

    [Proves(
        "Of nodes that join at once with different times, those with one time are registered, and all are told that time.",
        FailureMeans = "Nodes with different times run beside each other: the times are compared first and written later.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task Of_nodes_that_join_at_once_one_time_is_agreed(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var rivals = Enumerable.Range(1, trial.Settings.Contenders).ToList();
        var agreed = await Contenders.RunAsync(
            rivals, (number, i) => CaseRun.NodesOf(handles[i % handles.Count]).RegisterNodeAsync(Node(number), TimeSpan.FromSeconds(1 + (number % 3)), trial.Stop));

        Expect.Equal(1, agreed.Distinct().Count(), "how many times of leases the nodes are told");
        var listed = await CaseRun.NodesOf(trial.Store).ListNodesAsync(trial.Stop);
        Expect.InOrder(
            [.. rivals.Where(number => TimeSpan.FromSeconds(1 + (number % 3)) == agreed[0]).Select(number => Node(number).Value).Order(StringComparer.Ordinal)],
            [.. listed.Select(node => node.Id.Value).Order(StringComparer.Ordinal)],
            "the nodes whose time is the agreed one");
    }

    [Proves(
        "What a node confirmed never goes back, whatever it confirms later.",
        FailureMeans = "A fence waits for what was confirmed long ago.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_confirmation_never_goes_back(CaseRun trial)
    {
        var nodes = CaseRun.NodesOf(trial.Store);
        await nodes.RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        FeedMark[] marks = [default, .. await MarksAsync(trial, 6)];
        foreach (var (place, confirmed) in ((int, int)[])[(3, 3), (5, 5), (4, 5), (0, 5), (6, 6)])
        {
            Expect.Equal(true, await nodes.ConfirmPositionAsync(Node(1), marks[place], trial.Stop), $"whether the node confirms change number {place}");
            await ExpectAsync(trial, trial.Store, new RegisteredNode
            {
                Id = Node(1),
                MaxStaleness = MaxStaleness,
                Confirmed = marks[confirmed].Position,
            });
        }
    }

    [Proves(
        "A node that never joined, or was forgotten, confirms nothing, and confirming does not register it.",
        FailureMeans = "A node goes on under leases that no fence knows of.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_that_is_not_registered_confirms_nothing(CaseRun trial)
    {
        var nodes = CaseRun.NodesOf(trial.Store);
        var mark = (await MarksAsync(trial, 1))[0];
        Expect.Equal(false, await nodes.ConfirmPositionAsync(Node(1), mark, trial.Stop), "whether a node confirms that never joined");
        await nodes.RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        await nodes.RemoveNodeAsync(Node(1), mark.Position, trial.Stop);
        Expect.Equal(false, await nodes.ConfirmPositionAsync(Node(1), mark, trial.Stop), "whether a node confirms that was forgotten");
        await ExpectAsync(trial, trial.Store);
    }

    [Proves(
        "A node is forgotten unless it has confirmed the place; the others stay.",
        FailureMeans = "A fence forgets a node that has confirmed, or waits for ever for one that is gone.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_is_forgotten_unless_it_has_confirmed_the_place(CaseRun trial)
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
        "Of a confirmation and a forgetting of the same node at once, one comes first and the other heeds it.",
        FailureMeans = "A fence forgets a node that was just told that its lease goes on, and returns while that node accepts.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_confirmation_and_a_forgetting_exclude_each_other(CaseRun trial)
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
            Expect.Equal(hasConfirmed, isListed, $"whether node {node} is listed, which was told that it has{(hasConfirmed ? "" : " not")} confirmed");
        }
    }

    [Proves(
        "A node confirms only a change that the feed holds, at the position where it holds it: another id there, a position beyond the end or a change that never was is not confirmed, and changes nothing.",
        FailureMeans = "A fence is complete on the word of a node that has read what a restored backup has undone, and still accepts by it.",
        Needs = StoreTraits.RegistersNodes)]
    public static async Task A_node_confirms_only_a_change_that_the_feed_holds(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var marks = await MarksAsync(trial, 3);
        await CaseRun.NodesOf(handles[0]).RegisterNodeAsync(Node(1), MaxStaleness, trial.Stop);
        Expect.Equal(true, await CaseRun.NodesOf(handles[0]).ConfirmPositionAsync(Node(1), marks[1], trial.Stop), "whether the node confirms the second change");
        var beyond = new FeedPosition(marks[^1].Position.Value + 1);
        foreach (var (what, mark) in ((string, FeedMark)[])
        [
            ("the newest position with the id of the change before it", new(marks[2].Position, marks[1].ChangeId)),
            ("the newest position with the id of no change", new(marks[2].Position, ChangeId.New())),
            ("an earlier position with the id of no change", new(marks[0].Position, ChangeId.New())),
            ("its own position with the id of no change", new(marks[1].Position, ChangeId.New())),
            ("the newest change at a position beyond the end", new(beyond, marks[2].ChangeId)),
            ("the last position that there can be", new(new FeedPosition(long.MaxValue), ChangeId.New())),
        ])
        {
            foreach (var handle in handles)
            {
                Expect.Equal(false, await CaseRun.NodesOf(handle).ConfirmPositionAsync(Node(1), mark, trial.Stop), $"whether the node confirms {what}");
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
