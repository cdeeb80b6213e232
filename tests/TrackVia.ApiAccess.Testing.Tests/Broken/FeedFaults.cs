using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class FeedFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.A_reader_of_the_feed_misses_nothing_while_others_commit))]
    public Task Positions_come_from_a_sequence_whose_gaps_fill_later() => CaughtAsync(store => new ShowsPlacesLate(store));

    [BrokenStore(caughtBy: nameof(Facts.A_read_of_the_feed_returns_everything_acknowledged_before_it_began))]
    public Task The_feed_is_written_after_the_commit_was_acknowledged() => CaughtAsync(store => new WritesFeedLater(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_is_in_the_order_in_which_commits_were_acknowledged))]
    public Task Each_node_takes_positions_from_a_block_of_its_own() => CaughtAsync(store => new TakesBlocks(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_returns_the_changes_of_all_accounts_in_commit_order))]
    public Task Every_account_has_a_feed_of_its_own() => CaughtAsync(store => new CountsByAccount(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_returns_the_changes_of_all_accounts_in_commit_order))]
    public Task Removed_users_are_left_out_of_the_feed() => CaughtAsync(store => new LeavesOutOfFeed<UserRemoved>(store));

    [BrokenStore(caughtBy: nameof(Facts.Pages_of_the_feed_have_no_gaps))]
    public Task The_feed_is_ordered_by_when_changes_were_decided() => CaughtAsync(store => new OrdersByInstant(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_ends_at_the_position_of_the_newest_change))]
    public Task The_end_of_the_feed_is_the_next_free_position() => CaughtAsync(store => new EndsOneLater(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_of_an_empty_store_ends_at_its_start))]
    public Task The_feed_begins_with_an_entry_that_is_not_a_change() => CaughtAsync(store => new EndsOneLater(store));

    [BrokenStore(caughtBy: nameof(Facts.Pages_of_the_feed_have_no_gaps))]
    public Task A_page_starts_with_the_last_entry_of_the_page_before() => CaughtAsync(store => new ReadsFrom(store));

    [BrokenStore(caughtBy: nameof(Facts.Pages_of_the_feed_have_no_gaps))]
    public Task The_feed_ignores_the_page_size() => CaughtAsync(store => new IgnoresTake(store));

    [BrokenStore(caughtBy: nameof(Facts.A_wait_ends_at_its_timeout))]
    public Task A_notification_is_lost_and_the_wait_never_times_out() => CaughtAsync(store => new WaitsForEver(store));

    [BrokenStore(caughtBy: nameof(Facts.A_cancelled_wait_ends))]
    public Task A_wait_cannot_be_cancelled() => CaughtAsync(store => new WaitsItsWholeTime(store, heedsCancellation: false));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_wakes_waiters))]
    public Task A_commit_wakes_no_waiter() => CaughtAsync(store => new WaitsItsWholeTime(store, heedsCancellation: true));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_wakes_waiters))]
    public Task A_commit_wakes_only_one_waiter() => CaughtAsync(store => new WakesOne(store));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_wakes_waiters_on_another_handle))]
    public Task Commits_of_other_handles_wake_no_waiter() => CaughtOnEachHandleAsync(store => new WakesItself(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_committed_during_a_wait_is_read_after_it))]
    public Task A_wait_removes_the_new_entries_from_the_feed() => CaughtAsync(store => new ConsumesFeed(store));

    /// <summary>Every third commit reserves its position, but becomes visible in the feed only together with the next commit.</summary>
    private sealed class ShowsPlacesLate(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken)
        {
            var end = await Inner.GetFeedEndAsync(cancellationToken);
            var page = await Inner.ReadFeedAsync(after, maxCount, cancellationToken);
            return [.. page.Where(entry => entry.Position.Value % 3 != 0 || end.Value > entry.Position.Value + 1)];
        }
    }

    private sealed class WritesFeedLater(IApiAccessStore inner) : FullStore(inner)
    {
        private long _written;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            Volatile.Write(ref _written, (await Inner.GetFeedEndAsync(cancellationToken)).Value);
            return await Inner.CommitAsync(change, after, cancellationToken);
        }

        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
            [.. (await Inner.ReadFeedAsync(after, maxCount, cancellationToken)).Where(entry => entry.Position.Value <= Volatile.Read(ref _written))];
    }

    /// <summary>Each node caches 1,000 values of a sequence. Accounts whose id ends in an odd digit are on another node.</summary>
    private sealed class TakesBlocks(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            var block = change.AccountId.Value[^1] % 2 * 1_000;
            return result.Outcome is CommitOutcome.Committed ? CommitResult.Committed(new FeedPosition(result.Position.Value + block)) : result;
        }
    }

    private sealed class CountsByAccount(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.Committed ? CommitResult.Committed(new FeedPosition(change.Version)) : result;
        }
    }

    private sealed class LeavesOutOfFeed<TChange>(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
            [.. (await Inner.ReadFeedAsync(after, maxCount, cancellationToken)).Where(entry => entry.Change is not TChange)];
    }

    private sealed class OrdersByInstant(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken)
        {
            var all = await Inner.ReadFeedAsync(FeedPosition.Start, IApiAccessStore.MaxPageSize, cancellationToken);
            var ordered = all.OrderBy(entry => entry.Change!.At).ThenByDescending(entry => entry.Position)
                .Select((entry, i) => new FeedEntry(new FeedPosition(i + 1), entry.Change!));
            return [.. ordered.Where(entry => entry.Position > after).Take(maxCount)];
        }
    }

    private sealed class EndsOneLater(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
            new((await Inner.GetFeedEndAsync(cancellationToken)).Value + 1);
    }

    private sealed class ReadsFrom(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
            Inner.ReadFeedAsync(new FeedPosition(Math.Max(0, after.Value - 1)), maxCount, cancellationToken);
    }

    private sealed class IgnoresTake(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
            Inner.ReadFeedAsync(after, IApiAccessStore.MaxPageSize, cancellationToken);
    }

    private sealed class WaitsForEver(IApiAccessStore inner) : FullStore(inner)
    {
        public override Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    private sealed class WaitsItsWholeTime(IApiAccessStore inner, bool heedsCancellation) : FullStore(inner)
    {
        public override Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
            Task.Delay(timeout, TimeProvider.System, heedsCancellation ? cancellationToken : CancellationToken.None);
    }

    private sealed class WakesOne(IApiAccessStore inner) : FullStore(inner)
    {
        private int _waiting;

        public override async Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken)
        {
            var isFirst = Interlocked.Increment(ref _waiting) == 1;
            await (isFirst
                ? Inner.WaitForFeedAsync(after, timeout, cancellationToken)
                : Task.Delay(timeout, TimeProvider.System, cancellationToken));
            Interlocked.Decrement(ref _waiting);
        }
    }

    private sealed class WakesItself(IApiAccessStore inner) : FullStore(inner)
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return result;
        }

        public override Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
            Task.WhenAny(_next.Task, Task.Delay(timeout, TimeProvider.System, cancellationToken));
    }

    /// <summary>A queue instead of a feed: a waiter removes what it waited for.</summary>
    private sealed class ConsumesFeed(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<FeedPosition, bool> _taken = [];

        public override async Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken)
        {
            await Inner.WaitForFeedAsync(after, timeout, cancellationToken);
            foreach (var entry in await Inner.ReadFeedAsync(after, 1, cancellationToken))
            {
                _taken[entry.Position] = true;
            }
        }

        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
            [.. (await Inner.ReadFeedAsync(after, maxCount, cancellationToken)).Where(entry => !_taken.ContainsKey(entry.Position))];
    }
}
