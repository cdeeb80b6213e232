using System.Collections.Concurrent;
using System.Data.Common;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>Faults in transactions of hosts.</summary>
public sealed class JoinFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.What_is_staged_is_seen_outside_only_once_the_host_has_committed))]
    public Task A_change_is_committed_when_it_is_staged() => CaughtAsync(store => new CommitsAtOnce(store));

    [BrokenStore(caughtBy: nameof(Facts.What_is_staged_is_seen_outside_only_once_the_host_has_committed))]
    public Task The_feeds_end_includes_what_is_staged() => CaughtAsync(store => new CountsStaged(store));

    [BrokenStore(caughtBy: nameof(Facts.After_a_rollback_nothing_remains))]
    public Task A_position_that_was_rolled_back_stays_taken() => CaughtAsync(store => new CountsStaged(store));

    [BrokenStore(caughtBy: nameof(Facts.After_a_rollback_nothing_remains))]
    public Task A_digest_that_was_rolled_back_stays_taken() => CaughtAsync(store => new ReservesDigests(store));

    [BrokenStore(caughtBy: nameof(Facts.Later_changes_see_earlier_ones_of_their_transaction))]
    public Task A_load_in_the_transaction_reads_what_is_committed() => CaughtAsync(store => new LoadsCommitted(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_that_does_not_fit_is_not_staged))]
    public Task A_conflict_in_the_transaction_is_swallowed() => CaughtAsync(store => new SwallowsConflicts(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_that_does_not_fit_is_not_staged))]
    public Task A_change_that_conflicts_is_moved_to_the_next_version() => CaughtAsync(store => new Rebases(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_that_is_staged_again_is_recognized))]
    public Task A_repetition_is_staged_twice() => CaughtAsync(store => new StagesAgain(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_that_is_staged_again_is_recognized))]
    public Task A_repetition_conflicts_with_itself() => CaughtAsync(store => new ComparesVersions(store));

    [BrokenStore(caughtBy: nameof(Facts.Of_transactions_at_once_exactly_those_that_commit_remain))]
    public Task A_rollback_is_without_effect() => CaughtAsync(store => new CommitsAtOnce(store));

    [BrokenStore(caughtBy: nameof(Facts.A_reader_of_the_feed_misses_no_change_of_a_transaction))]
    public Task The_feed_reads_what_is_not_committed() => CaughtAsync(store => new ReadsUncommitted(store));

    [BrokenStore(caughtBy: nameof(Facts.A_transaction_that_is_not_the_stores_is_refused))]
    public Task A_transaction_on_other_storage_is_joined() => CaughtAsync(store => new Joins(store, accepts: own => !own.IsFinished));

    [BrokenStore(caughtBy: nameof(Facts.A_transaction_that_is_not_the_stores_is_refused))]
    public Task A_finished_transaction_is_joined() => CaughtAsync(store => new Joins(store, accepts: own => own.IsFinished));

    [BrokenStore(caughtBy: nameof(Facts.A_transaction_that_is_not_the_stores_is_refused))]
    public Task A_transaction_of_any_driver_is_joined() => CaughtAsync(store => new Joins(store, accepts: null));

    /// <summary>Passes every call in a transaction on. A derived store changes one thing.</summary>
    private abstract class FaultyJoin(IApiAccessStore inner) : FullStore(inner), ITransactionJoin
    {
        public override ITransactionJoin? Joins => this;

        public virtual IJoinedTransaction Join(DbTransaction transaction) => new Joined(this, Inner.Joins!.Join(transaction));

        protected virtual Task<AccountAccess> LoadAsync(IJoinedTransaction joined, AccountId accountId, CancellationToken cancellationToken) =>
            joined.LoadAsync(accountId, cancellationToken);

        protected virtual Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            joined.StageAsync(change, after, cancellationToken);

        protected async Task<bool> HoldsAsync(AccessChange change, CancellationToken cancellationToken) =>
            await Inner.ReadHistoryAsync(change.AccountId, change.Version - 1, 1, cancellationToken) is [var known] && known.Id == change.Id;

        protected static ChangeOrigin Moved(AccessChange change, AccountAccess account) => change.Origin with { Id = ChangeId.New(), Version = account.Version + 1 };

        private sealed class Joined(FaultyJoin store, IJoinedTransaction inner) : IJoinedTransaction
        {
            public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => store.LoadAsync(inner, accountId, cancellationToken);

            public Task<CommitResult> StageAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
                store.StageAsync(inner, change, after, cancellationToken);
        }
    }

    private sealed class CommitsAtOnce(IApiAccessStore inner) : FaultyJoin(inner)
    {
        protected override Task<AccountAccess> LoadAsync(IJoinedTransaction joined, AccountId accountId, CancellationToken cancellationToken) =>
            Inner.LoadAsync(accountId, cancellationToken);

        protected override Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            Inner.CommitAsync(change, after, cancellationToken);
    }

    private sealed class CountsStaged(IApiAccessStore inner) : FaultyJoin(inner)
    {
        private long _highest;

        public override async Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
            new(Math.Max(Volatile.Read(ref _highest), (await Inner.GetFeedEndAsync(cancellationToken)).Value));

        protected override async Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await joined.StageAsync(change, after, cancellationToken);
            Volatile.Write(ref _highest, result.Position.Value);
            return result;
        }
    }

    private sealed class ReservesDigests(IApiAccessStore inner) : FaultyJoin(inner)
    {
        private readonly ConcurrentDictionary<CredentialDigest, bool> _reserved = [];

        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            change is ApiKeyCreated created && _reserved.ContainsKey(created.ApiKey.Digest)
                ? Task.FromResult(CommitResult.DuplicateCredential)
                : Inner.CommitAsync(change, after, cancellationToken);

        protected override Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (change is ApiKeyCreated created)
            {
                _reserved[created.ApiKey.Digest] = true;
            }

            return joined.StageAsync(change, after, cancellationToken);
        }
    }

    private sealed class LoadsCommitted(IApiAccessStore inner) : FaultyJoin(inner)
    {
        protected override Task<AccountAccess> LoadAsync(IJoinedTransaction joined, AccountId accountId, CancellationToken cancellationToken) =>
            Inner.LoadAsync(accountId, cancellationToken);
    }

    private sealed class SwallowsConflicts(IApiAccessStore inner) : FaultyJoin(inner)
    {
        protected override async Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await joined.StageAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.Conflict ? CommitResult.Committed(new FeedPosition(1)) : result;
        }
    }

    private sealed class Rebases(IApiAccessStore inner) : FaultyJoin(inner)
    {
        protected override async Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await joined.StageAsync(change, after, cancellationToken);
            var account = await joined.LoadAsync(change.AccountId, cancellationToken);
            if (result.Outcome is CommitOutcome.Conflict && change is UserAccessChanged)
            {
                var moved = change.With(Moved(change, account));
                await joined.StageAsync(moved, account.Apply(moved), cancellationToken);
            }

            return result;
        }
    }

    private sealed class StagesAgain(IApiAccessStore inner) : FaultyJoin(inner)
    {
        protected override async Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await joined.StageAsync(change, after, cancellationToken);
            if (await HoldsAsync(change, cancellationToken))
            {
                var account = await joined.LoadAsync(change.AccountId, cancellationToken);
                var again = change.With(Moved(change, account));
                await joined.StageAsync(again, account.Apply(again), cancellationToken);
            }

            return result;
        }
    }

    private sealed class ComparesVersions(IApiAccessStore inner) : FaultyJoin(inner)
    {
        protected override async Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            await HoldsAsync(change, cancellationToken) ? CommitResult.Conflict : await joined.StageAsync(change, after, cancellationToken);
    }

    private sealed class ReadsUncommitted(IApiAccessStore inner) : FaultyJoin(inner)
    {
        private readonly ConcurrentDictionary<FeedPosition, FeedEntry> _staged = [];

        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken)
        {
            var committed = await Inner.ReadFeedAsync(after, maxCount, cancellationToken);
            var next = new FeedPosition((await Inner.GetFeedEndAsync(cancellationToken)).Value + 1);
            return committed.Count == 0 && next > after && _staged.TryGetValue(next, out var staged) ? [staged] : committed;
        }

        protected override async Task<CommitResult> StageAsync(IJoinedTransaction joined, AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await joined.StageAsync(change, after, cancellationToken);
            _staged[result.Position] = new FeedEntry(result.Position, change);

            // Long enough for a reader to see it.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            return result;
        }
    }

    /// <summary>Accepts transactions that are not the store's, and writes beside them.</summary>
    private sealed class Joins(IApiAccessStore inner, Func<MemoryTransaction, bool>? accepts) : FaultyJoin(inner)
    {
        public override IJoinedTransaction Join(DbTransaction transaction) =>
            (transaction as MemoryTransaction) is { } own ? accepts?.Invoke(own) == true ? new Beside(Inner) : base.Join(transaction)
            : accepts is null ? new Beside(Inner)
            : base.Join(transaction);

        private sealed class Beside(IApiAccessStore store) : IJoinedTransaction
        {
            public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => store.LoadAsync(accountId, cancellationToken);

            public Task<CommitResult> StageAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
                Task.FromResult(CommitResult.Committed(new FeedPosition(1)));
        }
    }
}
