using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Feed;

/// <summary>
/// Cases about continuity: each read of the feed lets a node prove that the store still has the past that the node knows.
/// </summary>
internal static class ContinuityCases
{
    [Proves(
        "A read that starts just before a change returns that change first, at the same position and with the same id, on every handle and regardless of later commits.",
        FailureMeans = "A node that resumes reading finds its newest change at another position or with another id, concludes that the store has lost changes, and discards its cache; or it cannot detect that the store has lost changes.")]
    public static async Task A_change_keeps_its_position_and_its_id_in_the_feed(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var account = trial.NewAccount();
        var entries = new List<FeedEntry>();
        for (var i = 0; i < 12; i++)
        {
            var change = account.Toggle();
            var entry = new FeedEntry(await account.CommitAsync(change, handles[i % handles.Count]), change);
            entries.Add(entry);
            foreach (var handle in handles)
            {
                // The newest entry and, again, each that was the newest before.
                foreach (var known in entries)
                {
                    await ExpectFirstAsync(trial, handle, known);
                }
            }
        }
    }

    [Proves(
        "After the storage is restored to an earlier state under open handles, every handle immediately returns that state. Changes made since the backup are not in the feed, do not count for its end, even where new changes reuse their positions, and no node can confirm them. Older changes are still there.",
        FailureMeans = "After a backup is restored, nodes continue with the changes that the restore has undone: they accept tokens that are revoked, or that are no longer in any database.",
        Needs = StoreTraits.Restorable)]
    public static async Task A_restored_backup_is_seen_on_every_handle(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var (account, other) = (trial.NewAccount(), trial.NewAccount());
        var kept = account.Toggle();
        var before = new FeedEntry(await account.CommitAsync(kept), kept);
        var state = account.State;
        var lost = new List<FeedEntry>();
        await trial.Fixture.BackUpAsync(trial.Stop);
        for (var i = 0; i < 3; i++)
        {
            var change = account.Toggle();
            lost.Add(new FeedEntry(await account.CommitAsync(change), change));
            foreach (var handle in handles)
            {
                // A handle that caches what it reads caches this.
                await ExpectFirstAsync(trial, handle, lost[^1]);
                Expect.Equal(account.State, await handle.LoadAsync(account.Id, trial.Stop));
            }
        }

        await trial.Fixture.RestoreAsync(trial.Stop);
        foreach (var handle in handles)
        {
            Expect.Equal(before.Position, await handle.GetFeedEndAsync(trial.Stop), "the feed's end after the restore");
            Expect.Equal(state, await handle.LoadAsync(account.Id, trial.Stop));
        }

        // Other changes reuse the positions.
        var renewed = new List<FeedEntry>();
        foreach (var _ in lost)
        {
            var change = other.Toggle();
            renewed.Add(new FeedEntry(await other.CommitAsync(change, handles[^1]), change));
        }

        foreach (var handle in handles)
        {
            await ExpectFirstAsync(trial, handle, before);
            Expect.InOrder(renewed, await handle.ReadFeedAsync(before.Position, IApiAccessStore.MaxPageSize, trial.Stop), "the feed since the restore");
            await ExpectUnconfirmedAsync(trial, handle, lost[^1]);
        }
    }

    private static async Task ExpectFirstAsync(CaseRun trial, IApiAccessStore handle, FeedEntry entry) => Expect.InOrder(
        [entry],
        await handle.ReadFeedAsync(new FeedPosition(entry.Position.Value - 1), 1, trial.Stop),
        $"the first entry of the feed from position {entry.Position.Value} on");

    private static async Task ExpectUnconfirmedAsync(CaseRun trial, IApiAccessStore handle, FeedEntry lost)
    {
        if (!trial.Is(StoreTraits.RegistersNodes))
        {
            return;
        }

        var node = NodeId.Parse("node-1.0123456789abcdef");
        await CaseRun.NodesOf(handle).RegisterNodeAsync(node, TimeSpan.FromSeconds(5), trial.Stop);
        var mark = new FeedMark(lost.Position, lost.ChangeId);
        Expect.Equal(false, await CaseRun.NodesOf(handle).ConfirmPositionAsync(node, mark, trial.Stop), "whether a node can confirm a change that the restore has undone");
    }
}
