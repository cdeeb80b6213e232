using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Feed;

internal static class FeedCases
{
    [Proves(
        "The feed of a store without changes is empty and ends at its start.",
        FailureMeans = "The first node to start waits for entries that never arrive, or starts in the middle of the feed.")]
    public static async Task The_feed_of_an_empty_store_ends_at_its_start(CaseRun trial)
    {
        Expect.Equal(FeedPosition.Start, await trial.Store.GetFeedEndAsync(trial.Stop), "the end of the empty feed");
        Expect.InOrder([], await trial.Store.ReadFeedAsync(FeedPosition.Start, 10, trial.Stop), "the empty feed");
    }

    [Proves(
        "The feed returns the changes of every kind and of all accounts in commit order, each at the position that its commit returned.",
        FailureMeans = "A node that follows the feed misses a revocation, or applies it to another account.")]
    public static async Task The_feed_returns_the_changes_of_all_accounts_in_commit_order(CaseRun trial)
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
        "After every commit, the end of the feed is the position of the newest change, and there is nothing to read beyond it.",
        FailureMeans = "A node that starts at the end misses changes, or reads old changes as if they were new.")]
    public static async Task The_feed_ends_at_the_position_of_the_newest_change(CaseRun trial)
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
        "Pages of any size, after any position, return the feed without gaps or repetitions.",
        FailureMeans = "A node that is more than a page behind misses revocations, or reads the same page forever.")]
    public static async Task Pages_of_the_feed_have_no_gaps(CaseRun trial)
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
