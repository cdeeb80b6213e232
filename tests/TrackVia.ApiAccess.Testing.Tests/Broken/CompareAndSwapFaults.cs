using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class CompareAndSwapFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.A_change_decided_at_an_older_version_conflicts_and_changes_nothing))]
    public Task The_version_is_ignored_when_a_token_is_resumed() => CaughtAsync(store => new IgnoresVersionOf<AuthTokenResumed>(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_decided_at_an_older_version_conflicts_and_changes_nothing))]
    public Task The_version_is_ignored_when_a_user_is_removed() => CaughtAsync(store => new IgnoresVersionOf<UserRemoved>(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_decided_at_a_future_version_conflicts_and_changes_nothing))]
    public Task Any_later_version_is_accepted() => CaughtAsync(store => new AcceptsLaterVersions(store));

    [BrokenStore(caughtBy: nameof(Facts.Of_many_commits_at_one_version_exactly_one_is_stored))]
    public Task The_version_is_compared_first_and_written_later() => CaughtAsync(store => new ComparesFirst(store, fromVersion: 2));

    [BrokenStore(caughtBy: nameof(Facts.Of_many_first_changes_exactly_one_is_stored))]
    public Task A_new_account_has_no_row_whose_version_could_be_compared() => CaughtAsync(store => new ComparesFirst(store, fromVersion: 1));

    [BrokenStore(caughtBy: nameof(Facts.R10_of_many_creations_at_99_tokens_exactly_one_succeeds))]
    public Task Tokens_are_inserted_without_comparing_the_version() => CaughtAsync(store => new IgnoresVersionOf<AuthTokenCreated>(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_decided_at_an_older_version_conflicts_and_changes_nothing))]
    public Task A_conflict_is_reported_as_committed() => CaughtAsync(store => new CallsConflictCommitted(store));

    [BrokenStore(caughtBy: nameof(Facts.Concurrent_calls_on_an_account_are_linearizable))]
    public Task A_busy_account_is_reported_as_a_conflict() => CaughtAsync(store => new CallsBusyConflict(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_decided_at_an_older_version_conflicts_and_changes_nothing))]
    public Task The_state_is_written_before_the_version_is_compared() => CaughtAsync(store => new WritesBeforeComparing(store));

    [BrokenStore(caughtBy: nameof(Facts.Commits_to_many_accounts_at_once_are_all_stored))]
    public Task Accounts_share_one_version() => CaughtAsync(store => new SharesOneVersion(store));

    [BrokenStore(caughtBy: nameof(Facts.Of_a_deletion_and_a_resumption_at_once_exactly_one_succeeds))]
    public Task An_update_that_affects_no_row_is_reported_as_committed() => CaughtAsync(store => new UpdatesNothing(store));

    [BrokenStore(caughtBy: nameof(Facts.R10_no_sequence_near_the_cap_exceeds_it))]
    public Task The_store_counts_tokens_itself_and_stops_too_early() => CaughtAsync(store => new CountsTokens(store));

    /// <summary>Moves a stale change of one kind to the version where it fits.</summary>
    private sealed class IgnoresVersionOf<TChange>(IApiAccessStore inner) : FullStore(inner)
        where TChange : AccessChange
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (change is not TChange)
            {
                return await Inner.CommitAsync(change, after, cancellationToken);
            }

            while (true)
            {
                var current = await Inner.LoadAsync(change.AccountId, cancellationToken);
                var moved = change.With(change.Origin with { Version = current.Version + 1 });
                var result = await Inner.CommitAsync(moved, Beyond(current, moved), cancellationToken);
                if (result.Outcome is not CommitOutcome.Conflict)
                {
                    return result;
                }
            }
        }

        // Such a store does not know the cap either: when it is reached, the store keeps the tokens that it has.
        private static AccountAccess Beyond(AccountAccess current, AccessChange moved) =>
            moved is AuthTokenCreated && current.TokenCount == AccountAccess.MaxTokens ? current.With(version: moved.Version) : current.Apply(moved);
    }

    private sealed class AcceptsLaterVersions(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var current = await Inner.LoadAsync(change.AccountId, cancellationToken);
            var next = change.Version > current.Version ? change.With(change.Origin with { Version = current.Version + 1 }) : change;
            return await Inner.CommitAsync(next, after.With(version: next.Version), cancellationToken);
        }
    }

    /// <summary>A caller that finds the right version proceeds to write, even if another caller does so at the same time.</summary>
    private sealed class ComparesFirst(IApiAccessStore inner, long fromVersion) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var current = await Inner.LoadAsync(change.AccountId, cancellationToken);
            if (current.Version != change.Version - 1 || change.Version < fromVersion)
            {
                return await Inner.CommitAsync(change, after, cancellationToken);
            }

            await Task.Yield();
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.Conflict ? CommitResult.Committed(new FeedPosition(change.Version)) : result;
        }
    }

    private sealed class CallsConflictCommitted(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.Conflict ? CommitResult.Committed(await Inner.GetFeedEndAsync(cancellationToken)) : result;
        }
    }

    private sealed class UpdatesNothing(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return change is AuthTokenResumed or AuthTokenDeleted && result.Outcome is CommitOutcome.Conflict
                ? CommitResult.Committed(await Inner.GetFeedEndAsync(cancellationToken))
                : result;
        }
    }

    private sealed class CountsTokens(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
            change is AuthTokenCreated && after.TokenCount >= 99 ? Task.FromResult(CommitResult.Conflict) : Inner.CommitAsync(change, after, cancellationToken);
    }

    /// <summary>Mistakes a lock that is held, or a serialization failure, for a version conflict.</summary>
    private sealed class CallsBusyConflict(IApiAccessStore inner) : FullStore(inner)
    {
        private int _busy;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            try
            {
                if (Interlocked.Increment(ref _busy) > 1)
                {
                    return CommitResult.Conflict;
                }

                await Task.Yield();
                return await Inner.CommitAsync(change, after, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _busy);
            }
        }
    }

    private sealed class WritesBeforeComparing(IApiAccessStore inner) : FullStore(inner)
    {
        private AccountAccess? _overwritten;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            _overwritten = result.Outcome is CommitOutcome.Conflict ? after : null;
            return result;
        }

        public override async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
            _overwritten is { } state && state.Id == accountId ? state : await Inner.LoadAsync(accountId, cancellationToken);
    }

    /// <summary>One optimistic lock for all accounts: a commit to one account makes concurrent commits to others fail.</summary>
    private sealed class SharesOneVersion(IApiAccessStore inner) : FullStore(inner)
    {
        private int _version;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var before = Volatile.Read(ref _version);
            await Task.Yield();
            return Interlocked.CompareExchange(ref _version, before + 1, before) == before
                ? await Inner.CommitAsync(change, after, cancellationToken)
                : CommitResult.Conflict;
        }
    }
}
