using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class NodeFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.A_registered_node_is_listed))]
    public Task A_node_is_listed_only_by_the_handle_that_registered_it() => CaughtOnEachHandleAsync(store => new ListsItsOwn(store));

    [BrokenStore(caughtBy: nameof(Facts.A_registered_node_is_listed))]
    public Task Registering_again_resets_the_confirmed_position() => CaughtAsync(store => new JoinsAnew(store));

    [BrokenStore(caughtBy: nameof(Facts.A_node_with_a_different_lease_duration_is_not_registered))]
    public Task Every_node_has_its_own_lease_duration() => CaughtAsync(store => new KeepsAnyTime(store));

    [BrokenStore(caughtBy: nameof(Facts.Nodes_that_register_at_once_agree_on_one_lease_duration))]
    public Task The_agreed_duration_is_read_first_and_written_later() => CaughtAsync(store => new ReadsThenJoins(store));

    [BrokenStore(caughtBy: nameof(Facts.A_confirmed_position_never_moves_back))]
    public Task The_last_confirmation_overwrites_the_others() => CaughtAsync(store => new ConfirmsTheLast(store));

    [BrokenStore(caughtBy: nameof(Facts.A_node_that_is_not_registered_cannot_confirm))]
    public Task A_confirmation_registers_the_node() => CaughtAsync(store => new RegistersByConfirming(store));

    [BrokenStore(caughtBy: nameof(Facts.A_node_is_removed_unless_it_has_confirmed_the_position))]
    public Task A_node_is_removed_whatever_it_has_confirmed() => CaughtAsync(store => new ForgetsAll(store));

    [BrokenStore(caughtBy: nameof(Facts.A_confirmation_and_a_removal_exclude_each_other))]
    public Task The_confirmed_position_is_read_first_and_the_node_removed_later() => CaughtAsync(store => new ReadsThenForgets(store));

    private static FeedPosition Far => new(long.MaxValue);

    private sealed class ListsItsOwn(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<NodeId, bool> _own = [];

        public override Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken)
        {
            _own[node] = true;
            return InnerNodes.RegisterNodeAsync(node, maxStaleness, cancellationToken);
        }

        public override async Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) =>
            [.. (await InnerNodes.ListNodesAsync(cancellationToken)).Where(node => _own.ContainsKey(node.Id))];
    }

    private sealed class JoinsAnew(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken)
        {
            await InnerNodes.RemoveNodeAsync(node, Far, cancellationToken);
            return await InnerNodes.RegisterNodeAsync(node, maxStaleness, cancellationToken);
        }
    }

    private sealed class KeepsAnyTime(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken)
        {
            await InnerNodes.RegisterNodeAsync(node, await InnerNodes.RegisterNodeAsync(node, maxStaleness, cancellationToken), cancellationToken);
            return maxStaleness;
        }
    }

    private sealed class ReadsThenJoins(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<NodeId, RegisteredNode> _nodes = [];

        public override async Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken)
        {
            var agreed = _nodes.Values.FirstOrDefault()?.MaxStaleness ?? maxStaleness;
            await Task.Delay(20, CancellationToken.None);
            if (agreed == maxStaleness)
            {
                _nodes[node] = new RegisteredNode { Id = node, MaxStaleness = maxStaleness, Confirmed = FeedPosition.Start };
            }

            return agreed;
        }

        public override Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<RegisteredNode>>([.. _nodes.Values]);
    }

    private sealed class ConfirmsTheLast(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken)
        {
            var time = (await InnerNodes.ListNodesAsync(cancellationToken)).Single(registered => registered.Id == node).MaxStaleness;
            await InnerNodes.RemoveNodeAsync(node, Far, cancellationToken);
            await InnerNodes.RegisterNodeAsync(node, time, cancellationToken);
            return await InnerNodes.ConfirmPositionAsync(node, mark, cancellationToken);
        }
    }

    private sealed class RegistersByConfirming(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken)
        {
            await InnerNodes.RegisterNodeAsync(node, TimeSpan.FromSeconds(5), cancellationToken);
            return await InnerNodes.ConfirmPositionAsync(node, mark, cancellationToken);
        }
    }

    private sealed class ForgetsAll(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
            InnerNodes.RemoveNodeAsync(node, Far, cancellationToken);
    }

    private sealed class ReadsThenForgets(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken)
        {
            var seen = (await InnerNodes.ListNodesAsync(cancellationToken)).FirstOrDefault(registered => registered.Id == node);
            await Task.Delay(5, CancellationToken.None);
            if (seen is not null && seen.Confirmed < unlessConfirmed)
            {
                await InnerNodes.RemoveNodeAsync(node, Far, cancellationToken);
            }
        }
    }
}
