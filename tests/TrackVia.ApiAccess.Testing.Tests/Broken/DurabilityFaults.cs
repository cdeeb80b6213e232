using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>Faults that become visible when the store is reopened or killed.</summary>
public sealed class DurabilityFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.Acknowledged_changes_survive_reopening))]
    public Task The_newest_change_is_written_with_the_next_one() => CaughtOnEachHandleAsync(store => new WritesWithTheNext(store));

    [BrokenStore(caughtBy: nameof(Facts.After_reopening_new_changes_follow_the_old_ones))]
    public Task The_feeds_counter_starts_over() => CaughtOnEachHandleAsync(store => new CountsAnew(store));

    [BrokenStore(caughtBy: nameof(Facts.Uniqueness_survives_reopening))]
    public Task Uniqueness_is_enforced_only_in_memory() => CaughtOnEachHandleAsync(store => new KnowsItsOwnDigests(store));

    [BrokenStore(caughtBy: nameof(Facts.Acknowledged_changes_survive_a_kill))]
    public Task A_kill_loses_what_was_not_flushed()
    {
        var disk = new Disk();
        return CaughtOnEachHandleAsync(store => new FlushesLater(store, disk));
    }

    [BrokenStore(caughtBy: nameof(Facts.Acknowledged_changes_survive_a_kill))]
    public Task A_change_with_an_unknown_outcome_is_reported_as_not_stored() => CaughtOnEachHandleAsync(store => new DeniesUnknown(store));

    [BrokenStore(caughtBy: nameof(Facts.Acknowledged_changes_survive_a_kill), Throws = true)]
    public Task The_drivers_own_exceptions_are_not_translated() => CaughtOnEachHandleAsync(store => new ThrowsOtherExceptions(store));

    /// <summary>This handle knows its last change; the next handle that opens the store does not.</summary>
    private sealed class WritesWithTheNext(IApiAccessStore inner) : FullStore(inner)
    {
        private AccountAccess? _unwritten;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var before = await Inner.LoadAsync(change.AccountId, cancellationToken);
            var result = await Inner.CommitAsync(change, before.With(version: after.Version), cancellationToken);
            _unwritten = after;
            return result;
        }

        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
            _unwritten is { } newest && newest.Id == accountId ? newest : await Inner.LoadAsync(accountId, cancellationToken);
    }

    private sealed class CountsAnew(IApiAccessStore inner) : FullStore(inner)
    {
        private long _count;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.Committed ? CommitResult.Committed(new FeedPosition(++_count)) : result;
        }
    }

    private sealed class KnowsItsOwnDigests(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly HashSet<ChangeId> _own = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            _own.Add(change.Id);
            return result.Outcome is CommitOutcome.DuplicateCredential && _own.Count == 1
                ? CommitResult.Committed(await Inner.GetFeedEndAsync(cancellationToken))
                : result;
        }
    }

    /// <summary>
    /// The commits that reached the disk: it is flushed at every tenth commit, and a power failure loses the commits since then.
    /// </summary>
    private sealed class Disk
    {
        private readonly HashSet<ChangeId> _lost = [];
        private readonly List<ChangeId> _inMemory = [];

        public void Write(ChangeId id)
        {
            lock (_lost)
            {
                _inMemory.Add(id);
                if (_inMemory.Count == 10)
                {
                    _inMemory.Clear();
                }
            }
        }

        public void StartAgain()
        {
            lock (_lost)
            {
                _lost.UnionWith(_inMemory);
                _inMemory.Clear();
            }
        }

        public bool Has(ChangeId id)
        {
            lock (_lost)
            {
                return !_lost.Contains(id);
            }
        }
    }

    private sealed class FlushesLater : DelegatingStore
    {
        private readonly Disk _disk;

        public FlushesLater(IApiAccessStore inner, Disk disk)
            : base(inner)
        {
            _disk = disk;
            disk.StartAgain();
        }

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            _disk.Write(change.Id);
            return result;
        }

        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            var state = AccountAccess.Empty(accountId);
            foreach (var change in await ReadHistoryAsync(accountId, 0, IApiAccessStore.MaxPageSize, cancellationToken))
            {
                state = state.Apply(change);
            }

            return state;
        }

        public override async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
            [.. (await Inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken)).TakeWhile(change => _disk.Has(change.Id))];
    }

    private sealed class DeniesUnknown(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.CommitAsync(change, after, cancellationToken);
            }
            catch (CommitOutcomeUnknownException unknown)
            {
                throw new StoreUnavailableException("The change is not stored.", unknown);
            }
        }
    }

    private sealed class ThrowsOtherExceptions(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.CommitAsync(change, after, cancellationToken);
            }
            catch (ApiAccessStoreException unavailable)
            {
                throw new IOException("Connection reset by peer.", unavailable);
            }
        }
    }
}
