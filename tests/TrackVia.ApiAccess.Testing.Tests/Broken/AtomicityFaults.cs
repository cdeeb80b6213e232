using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>Faults in atomicity: a part of a change is missing, or a part of a refused change is stored.</summary>
public sealed class AtomicityFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.The_history_returns_every_change_as_it_was_committed))]
    public Task A_reveal_is_not_recorded() => CaughtAsync(store => new LeavesOutOfHistory<AuthTokenRevealed>(store));

    [BrokenStore(caughtBy: nameof(Facts.The_history_returns_every_change_as_it_was_committed))]
    public Task The_history_does_not_record_the_actor() => CaughtAsync(store => new RewritesHistory(store, origin => origin with { By = UserId.Parse("system") }));

    [BrokenStore(caughtBy: nameof(Facts.The_history_returns_every_change_as_it_was_committed))]
    public Task The_history_has_the_time_of_writing() => CaughtAsync(store => new RewritesHistory(store, origin => origin with { At = NodaTime.NodaConstants.UnixEpoch }));

    [BrokenStore(caughtBy: nameof(Facts.Every_kind_of_change_loads_as_it_was_committed))]
    public Task The_history_of_a_change_is_written_and_the_state_is_not() => CaughtAsync(store => new KeepsStateOf<UserAccessChanged>(store));

    [BrokenStore(caughtBy: nameof(Facts.Every_kind_of_change_loads_as_it_was_committed))]
    public Task A_removed_users_tokens_stay_active() => CaughtAsync(store => new LeavesTokensActive(store));

    [BrokenStore(caughtBy: nameof(Facts.Every_kind_of_change_loads_as_it_was_committed))]
    public Task A_failure_is_swallowed_and_reported_as_committed() => CaughtAsync(store => new Swallows(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_that_is_not_committed_leaves_no_trace))]
    public Task A_change_that_is_not_committed_uses_up_a_position() => CaughtAsync(store => new CountsRefusals(store));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_that_is_cancelled_beforehand_stores_nothing))]
    public Task Cancellation_is_ignored() => CaughtAsync(store => new IgnoresCancellation(store));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_that_is_cancelled_while_it_runs_is_stored_completely_or_not_at_all))]
    public Task A_cancelled_commit_is_stored_anyway() => CaughtAsync(store => new HeedsCancellationTooLate(store));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_that_is_cancelled_while_it_runs_is_stored_completely_or_not_at_all))]
    public Task A_cancelled_commit_is_stored_in_part() => CaughtAsync(store => new HalfApplies(store));

    [BrokenStore(caughtBy: nameof(Facts.A_cancelled_read_returns_no_wrong_result))]
    public Task A_cancelled_load_returns_an_empty_account() => CaughtAsync(store => new EmptyWhenCancelled(store));

    private sealed class LeavesOutOfHistory<TChange>(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
            [.. (await Inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken)).Where(change => change is not TChange)];
    }

    private sealed class RewritesHistory(IApiAccessStore inner, Func<ChangeOrigin, ChangeOrigin> rewrite) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
            [.. (await Inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken)).Select(change => change.With(rewrite(change.Origin)))];
    }

    private sealed class KeepsStateOf<TChange>(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var before = await Inner.LoadAsync(change.AccountId, cancellationToken);
            return await Inner.CommitAsync(change, change is TChange ? before.With(version: change.Version) : after, cancellationToken);
        }
    }

    private sealed class LeavesTokensActive(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var before = await Inner.LoadAsync(change.AccountId, cancellationToken);
            return await Inner.CommitAsync(change, change is UserRemoved ? after.With(tokens: before.Tokens) : after, cancellationToken);
        }
    }

    private sealed class Swallows(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) => change is AuthTokenDeleted
            ? Task.FromResult(CommitResult.Committed(new FeedPosition(1)))
            : Inner.CommitAsync(change, after, cancellationToken);
    }

    private sealed class CountsRefusals(IApiAccessStore inner) : FullStore(inner)
    {
        private long _refused;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            _refused += result.Outcome is CommitOutcome.Committed ? 0 : 1;
            return result;
        }

        public override async Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
            new((await Inner.GetFeedEndAsync(cancellationToken)).Value + _refused);
    }

    private sealed class IgnoresCancellation(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            Inner.CommitAsync(change, after, CancellationToken.None);
    }

    private sealed class HeedsCancellationTooLate(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            for (var turn = 0; turn < 20; turn++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return result;
        }
    }

    /// <summary>Two statements without a transaction: the state, then the history, unless the caller cancels in between.</summary>
    private sealed class HalfApplies(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<ChangeId, bool> _unrecorded = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            for (var turn = 0; turn < 20; turn++)
            {
                await Task.Yield();
                if (cancellationToken.IsCancellationRequested)
                {
                    _unrecorded[change.Id] = true;
                    return result;
                }
            }

            return result;
        }

        public override async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
            [.. (await Inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken)).Where(change => !_unrecorded.ContainsKey(change.Id))];
    }

    private sealed class EmptyWhenCancelled(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested
            ? Task.FromResult(AccountAccess.Empty(accountId))
            : Inner.LoadAsync(accountId, cancellationToken);
    }
}
