using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class PartFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.A_store_that_registers_nodes_or_records_usage_states_it))]
    public Task A_wrapper_does_not_pass_on_the_node_registry() => CaughtAsync(store => new WithoutNodes(store));

    [BrokenStore(caughtBy: nameof(Facts.A_store_that_registers_nodes_or_records_usage_states_it))]
    public Task A_wrapper_does_not_pass_on_the_usage_store() => CaughtAsync(store => new WithoutUsage(store));

    [BrokenStore(caughtBy: nameof(Facts.A_store_has_the_same_parts_on_every_handle_and_at_all_times))]
    public Task Only_the_first_handle_is_wrapped_with_its_node_registry()
    {
        var handles = 0;
        return CaughtOnEachHandleAsync(store => handles++ == 0 ? store : new WithoutNodes(store));
    }

    [BrokenStore(caughtBy: nameof(Facts.A_store_has_the_same_parts_on_every_handle_and_at_all_times))]
    public Task The_usage_store_is_null_until_something_was_committed() => CaughtAsync(store => new UsageAfterCommit(store));

    [BrokenStore(caughtBy: nameof(Facts.A_store_has_the_same_parts_on_every_handle_and_at_all_times))]
    public Task The_node_registry_is_returned_only_once() => CaughtAsync(store => new NodesOnce(store));

    [BrokenStore(caughtBy: nameof(Facts.A_store_that_joins_transactions_states_it))]
    public Task A_wrapper_does_not_pass_on_the_joining_of_transactions() => CaughtAsync(store => new WithoutJoins(store));

    private sealed class WithoutJoins(IApiAccessStore inner) : DelegatingStore(inner)
    {
        public override ITransactionJoin? Joins => null;
    }

    private sealed class WithoutNodes(IApiAccessStore inner) : DelegatingStore(inner)
    {
        public override INodeRegistry? Nodes => null;
    }

    private sealed class WithoutUsage(IApiAccessStore inner) : DelegatingStore(inner)
    {
        public override ITokenUsageStore? Usage => null;
    }

    private sealed class UsageAfterCommit(IApiAccessStore inner) : DelegatingStore(inner)
    {
        private bool _hasCommitted;

        public override ITokenUsageStore? Usage => _hasCommitted ? Inner.Usage : null;

        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            _hasCommitted = true;
            return Inner.CommitAsync(change, after, cancellationToken);
        }
    }

    private sealed class NodesOnce(IApiAccessStore inner) : DelegatingStore(inner)
    {
        private bool _isTaken;

        public override INodeRegistry? Nodes => Interlocked.Exchange(ref _isTaken, true) ? null : Inner.Nodes;
    }
}
