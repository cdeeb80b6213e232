using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class FeedFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.A_reader_of_the_feed_misses_nothing_while_others_commit))]
    public Task Places_come_from_a_sequence_whose_gaps_fill_later() => CaughtAsync(store => new ShowsPlacesLate(store));

    [BrokenStore(caughtBy: nameof(Facts.A_read_of_the_feed_gives_all_that_was_answered_before_it_began))]
    public Task The_feed_is_written_after_the_commit_was_answered() => CaughtAsync(store => new WritesFeedLater(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_keeps_the_order_in_which_commits_were_answered))]
    public Task Each_node_takes_places_from_a_block_of_its_own() => CaughtAsync(store => new TakesBlocks(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_gives_all_accounts_changes_in_the_order_of_their_commits))]
    public Task Every_account_has_a_feed_of_its_own() => CaughtAsync(store => new CountsByAccount(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_gives_all_accounts_changes_in_the_order_of_their_commits))]
    public Task Removed_users_are_left_out_of_the_feed() => CaughtAsync(store => new LeavesOutOfFeed<UserRemoved>(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_is_read_in_pages_without_a_gap))]
    public Task The_feed_is_ordered_by_when_changes_were_decided() => CaughtAsync(store => new OrdersByInstant(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feeds_end_is_the_place_of_the_newest_change))]
    public Task The_feeds_end_is_the_next_free_place() => CaughtAsync(store => new EndsOneLater(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_of_an_empty_store_ends_at_its_start))]
    public Task The_feed_begins_with_a_mark_that_is_no_change() => CaughtAsync(store => new EndsOneLater(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_is_read_in_pages_without_a_gap))]
    public Task A_page_begins_with_the_entry_that_was_read_last() => CaughtAsync(store => new ReadsFrom(store));

    [BrokenStore(caughtBy: nameof(Facts.The_feed_is_read_in_pages_without_a_gap))]
    public Task The_feed_ignores_how_much_was_asked_for() => CaughtAsync(store => new IgnoresTake(store));

    [BrokenStore(caughtBy: nameof(Facts.A_wait_is_over_when_its_time_is))]
    public Task A_notification_is_lost_and_the_wait_never_times_out() => CaughtAsync(store => new WaitsForEver(store));

    [BrokenStore(caughtBy: nameof(Facts.A_cancelled_wait_ends))]
    public Task A_wait_cannot_be_cancelled() => CaughtAsync(store => new WaitsItsWholeTime(store, heedsCancellation: false));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_wakes_those_who_wait))]
    public Task A_commit_wakes_nobody() => CaughtAsync(store => new WaitsItsWholeTime(store, heedsCancellation: true));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_wakes_those_who_wait))]
    public Task A_commit_wakes_one_of_those_who_wait() => CaughtAsync(store => new WakesOne(store));

    [BrokenStore(caughtBy: nameof(Facts.A_commit_wakes_those_who_wait_on_another_handle))]
    public Task Commits_of_other_handles_wake_nobody() => CaughtOnEachHandleAsync(store => new WakesItself(store));

    [BrokenStore(caughtBy: nameof(Facts.What_was_committed_during_a_wait_is_read_after_it))]
    public Task A_wait_takes_the_new_entries_out_of_the_feed() => CaughtAsync(store => new ConsumesFeed(store));

    /// <summary>Every third commit takes its place and becomes visible in the feed only when the next one is.</summary>
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

    /// <summary>As where each node caches 1,000 values of a sequence: here, accounts whose id ends in an odd digit are on another node.</summary>
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

    /// <summary>A queue in the feed's place: who waits takes.</summary>
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
