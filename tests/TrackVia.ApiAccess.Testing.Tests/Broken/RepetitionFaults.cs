using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>Faults with a change that is submitted again because its outcome was unknown (T32).</summary>
public sealed class RepetitionFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.Committing_a_change_again_returns_the_same_result_and_stores_it_once))]
    public Task A_repeated_change_conflicts_with_itself() => CaughtAsync(store => new Forgets(store));

    [BrokenStore(caughtBy: nameof(Facts.Committing_a_change_again_returns_the_same_result_and_stores_it_once))]
    public Task A_repeated_change_doubles_the_history() => CaughtAsync(store => new DoublesHistory(store));

    [BrokenStore(caughtBy: nameof(Facts.Committing_a_change_again_returns_the_same_result_and_stores_it_once))]
    public Task A_repeated_change_returns_the_end_of_the_feed() => CaughtAsync(store => new TellsTheEnd(store));

    [BrokenStore(caughtBy: nameof(Facts.Committing_a_change_again_returns_the_same_result_and_stores_it_once))]
    public Task Only_the_newest_change_is_recognized_again() => CaughtAsync(store => new RecognizesTheNewest(store));

    [BrokenStore(caughtBy: nameof(Facts.An_equal_change_with_another_id_conflicts))]
    public Task A_repetition_is_recognized_by_its_content_and_not_by_its_id() => CaughtAsync(store => new ComparesContent(store));

    [BrokenStore(caughtBy: nameof(Facts.The_same_change_committed_many_times_at_once_is_stored_once))]
    public Task A_repetition_while_the_first_attempt_is_running_conflicts() => CaughtAsync(store => new ConflictsWhileUnderWay(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_is_recognized_on_another_handle))]
    public Task Only_the_handle_that_committed_a_change_remembers_it() => CaughtOnEachHandleAsync(store => new Forgets(store, remembers: true));

    [BrokenStore(caughtBy: nameof(Facts.A_change_is_recognized_after_reopening))]
    public Task Committed_changes_are_remembered_until_the_store_is_closed() => CaughtOnEachHandleAsync(store => new Forgets(store, remembers: true));

    /// <summary>Compares only versions. If it remembers committed changes, it does so in this object.</summary>
    private sealed class Forgets(IApiAccessStore inner, bool remembers = false) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<ChangeId, CommitResult> _committed = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (remembers && _committed.TryGetValue(change.Id, out var before))
            {
                return before;
            }

            var history = await Inner.ReadHistoryAsync(change.AccountId, change.Version - 1, 1, cancellationToken);
            return history.Count > 0 ? CommitResult.Conflict : _committed[change.Id] = await Inner.CommitAsync(change, after, cancellationToken);
        }
    }

    private sealed class DoublesHistory(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<ChangeId, int> _times = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            _times.AddOrUpdate(change.Id, 1, (_, times) => result.Outcome is CommitOutcome.Committed ? times + 1 : times);
            return result;
        }

        public override async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
            AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken)
        {
            var history = await Inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);
            return [.. history.SelectMany(change => Enumerable.Repeat(change, _times.GetValueOrDefault(change.Id, 1))).Take(maxCount)];
        }
    }

    private sealed class TellsTheEnd(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            return result.Outcome is CommitOutcome.Committed ? CommitResult.Committed(await Inner.GetFeedEndAsync(cancellationToken)) : result;
        }
    }

    private sealed class RecognizesTheNewest(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var current = await Inner.LoadAsync(change.AccountId, cancellationToken);
            return current.Version > change.Version ? CommitResult.Conflict : await Inner.CommitAsync(change, after, cancellationToken);
        }
    }

    private sealed class ComparesContent(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var history = await Inner.ReadHistoryAsync(change.AccountId, change.Version - 1, 1, cancellationToken);
            return history.Count > 0 && history[0].With(change.Origin) == change
                ? await Inner.CommitAsync(history[0], after, cancellationToken)
                : await Inner.CommitAsync(change, after, cancellationToken);
        }
    }

    private sealed class ConflictsWhileUnderWay(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<ChangeId, bool> _underWay = [];

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (!_underWay.TryAdd(change.Id, true))
            {
                return CommitResult.Conflict;
            }

            await Task.Yield();
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            _underWay.TryRemove(change.Id, out _);
            return result;
        }
    }
}
