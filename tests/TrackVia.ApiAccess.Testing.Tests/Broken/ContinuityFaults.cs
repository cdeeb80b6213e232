using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;
using Facts = TrackVia.ApiAccess.Testing.Xunit.ApiAccessStoreConformanceTests;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

public sealed class ContinuityFaults : BrokenStoreTests
{
    [BrokenStore(caughtBy: nameof(Facts.A_change_keeps_its_position_and_its_id_in_the_feed))]
    public Task Positions_are_numbered_again_when_the_feed_is_compacted() => CaughtAsync(store => new Compacts(store));

    [BrokenStore(caughtBy: nameof(Facts.A_change_keeps_its_position_and_its_id_in_the_feed))]
    public Task The_ids_of_older_changes_are_generated_when_they_are_read() => CaughtAsync(store => new MakesIds(store));

    [BrokenStore(caughtBy: nameof(Facts.A_restored_backup_is_seen_on_every_handle))]
    public Task The_feed_is_read_from_a_cache() => CaughtOnEachHandleAsync(store => new CachesEntries(store));

    [BrokenStore(caughtBy: nameof(Facts.A_restored_backup_is_seen_on_every_handle))]
    public Task The_end_of_the_feed_is_the_highest_position_ever_seen() => CaughtOnEachHandleAsync(store => new NeverEndsEarlier(store));

    [BrokenStore(caughtBy: nameof(Facts.A_node_can_confirm_only_a_change_that_is_in_the_feed))]
    public Task A_confirmation_looks_only_at_the_nodes_row() => CaughtAsync(store => new ConfirmsWhatever(store));

    [BrokenStore(caughtBy: nameof(Facts.A_node_can_confirm_only_a_change_that_is_in_the_feed))]
    public Task A_confirmation_looks_only_at_the_position() => CaughtAsync(store => new ConfirmsByPosition(store));

    private sealed class Compacts(IApiAccessStore inner) : FullStore(inner)
    {
        private int _commits;

        private int Removed => _commits / 6;

        public override Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            _commits++;
            return Inner.CommitAsync(change, after, cancellationToken);
        }

        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        [
            .. (await Inner.ReadFeedAsync(new FeedPosition(after.Value + Removed), maxCount, cancellationToken))
                .Select(entry => new FeedEntry(new FeedPosition(entry.Position.Value - Removed), entry.Change!)),
        ];
    }

    private sealed class MakesIds(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken)
        {
            var end = await Inner.GetFeedEndAsync(cancellationToken);
            return
            [
                .. (await Inner.ReadFeedAsync(after, maxCount, cancellationToken)).Select(entry => entry.Position == end
                    ? entry
                    : new FeedEntry(entry.Position, entry.Change!.With(new ChangeOrigin
                    {
                        Id = ChangeId.New(),
                        AccountId = entry.AccountId,
                        Version = entry.Version,
                        At = entry.Change!.At,
                        By = entry.Change!.By,
                    }))),
            ];
        }
    }

    private sealed class CachesEntries(IApiAccessStore inner) : FullStore(inner)
    {
        private readonly ConcurrentDictionary<FeedPosition, FeedEntry> _entries = [];

        public override async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken)
        {
            if (maxCount == 1 && _entries.TryGetValue(new FeedPosition(after.Value + 1), out var known))
            {
                return [known];
            }

            var entries = await Inner.ReadFeedAsync(after, maxCount, cancellationToken);
            return [.. entries.Select(entry => _entries.GetOrAdd(entry.Position, entry))];
        }
    }

    private sealed class NeverEndsEarlier(IApiAccessStore inner) : FullStore(inner)
    {
        private FeedPosition _end;

        public override async Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken)
        {
            var end = await Inner.GetFeedEndAsync(cancellationToken);
            return _end = end > _end ? end : _end;
        }

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var result = await Inner.CommitAsync(change, after, cancellationToken);
            await GetFeedEndAsync(cancellationToken);
            return result;
        }
    }

    private sealed class ConfirmsWhatever(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
            await InnerNodes.ConfirmPositionAsync(node, mark, cancellationToken)
            || (await InnerNodes.ListNodesAsync(cancellationToken)).Any(registered => registered.Id == node);
    }

    private sealed class ConfirmsByPosition(IApiAccessStore inner) : FullStore(inner)
    {
        public override async Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken)
        {
            var there = mark.Position == FeedPosition.Start
                ? null
                : (await Inner.ReadFeedAsync(new FeedPosition(mark.Position.Value - 1), 1, cancellationToken)).FirstOrDefault(entry => entry.Position == mark.Position);
            return await InnerNodes.ConfirmPositionAsync(node, there is null ? mark : new FeedMark(there.Position, there.ChangeId), cancellationToken);
        }
    }
}
