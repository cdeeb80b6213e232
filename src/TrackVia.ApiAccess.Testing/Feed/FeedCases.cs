using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Feed;

internal static class FeedCases
{
    [Proves(
        "The feed of a store without changes is empty and ends at its start.",
        FailureMeans = "A node that starts first waits for entries that never come, or begins in the middle.")]
    public static async Task The_feed_of_an_empty_store_ends_at_its_start(CaseRun trial)
    {
        Expect.Equal(FeedPosition.Start, await trial.Store.GetFeedEndAsync(trial.Stop), "the end of the empty feed");
        Expect.InOrder([], await trial.Store.ReadFeedAsync(FeedPosition.Start, 10, trial.Stop), "the empty feed");
    }

    [Proves(
        "The feed gives every change of every kind and of all accounts, in the order of the commits, each at the place that its commit was told.",
        FailureMeans = "A node that follows the feed never hears of a revocation, or hears of it under another name.")]
    public static async Task The_feed_gives_all_accounts_changes_in_the_order_of_their_commits(CaseRun trial)
    {
        var changes = new List<(TestAccount Account, AccessChange Change)>();
        await trial.ForEveryKindAsync((account, change) =>
        {
            changes.Add((account, change));
            return Task.CompletedTask;
        });

        var before = await trial.Store.GetFeedEndAsync(trial.Stop);
        var expected = new List<FeedEntry>();
        foreach (var (account, change) in changes)
        {
            expected.Add(new FeedEntry(await account.CommitAsync(change), change));
        }

        Expect.InOrder(expected, await trial.Store.WholeFeedAsync(trial.Stop, before), "the feed");
    }

    [Proves(
        "The feed's end is the place of the newest change, after every commit; nothing is to be read beyond it.",
        FailureMeans = "A node that starts at the end misses changes, or reads old ones as if they were new.")]
    public static async Task The_feeds_end_is_the_place_of_the_newest_change(CaseRun trial)
    {
        var (first, second) = (trial.NewAccount(), trial.NewAccount());
        for (var i = 0; i < 10; i++)
        {
            var account = i % 3 == 0 ? second : first;
            var place = await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
            Expect.Equal(place, await trial.Store.GetFeedEndAsync(trial.Stop), "the feed's end after a commit");
            Expect.InOrder([], await trial.Store.ReadFeedAsync(place, 10, trial.Stop), "the feed beyond its end");
        }
    }

    [Proves(
        "Pages of any size, after any place, give the feed without a gap or a repetition.",
        FailureMeans = "A node that is behind by more than a page loses revocations, or reads the same page for ever.")]
    public static async Task The_feed_is_read_in_pages_without_a_gap(CaseRun trial)
    {
        var accounts = new[] { trial.NewAccount(), trial.NewAccount() };
        var places = new List<FeedPosition> { FeedPosition.Start };
        var expected = new List<FeedEntry>();
        for (var i = 0; i < 12; i++)
        {
            var account = accounts[i % 2];
            var change = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() };
            places.Add(await account.CommitAsync(change));
            expected.Add(new FeedEntry(places[^1], change));
        }

        for (var after = 0; after < places.Count; after++)
        {
            foreach (var take in (int[])[1, 2, 5, 11, 12, 13, IApiAccessStore.MaxPageSize])
            {
                Expect.InOrder(
                    [.. expected.Skip(after).Take(take)],
                    await trial.Store.ReadFeedAsync(places[after], take, trial.Stop),
                    $"{take} of the feed after entry number {after}");
            }
        }
    }
}
