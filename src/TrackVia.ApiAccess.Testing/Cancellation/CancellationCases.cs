using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Cancellation;

internal static class CancellationCases
{
    [Proves(
        "A commit with a token that is already cancelled stores nothing and throws OperationCanceledException.",
        FailureMeans = "A caller that has given up still makes a change.")]
    public static Task A_commit_that_is_cancelled_beforehand_stores_nothing(CaseRun trial) => trial.ForEveryKindAsync(async (account, change) =>
    {
        await Expect.ThrowsAsync<OperationCanceledException>(
            () => account.TryAsync(change, cancellationToken: new CancellationToken(canceled: true)), $"from {Text.Of(change)}, which was cancelled");
        await account.CheckAsync();
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        Expect.True(feed.All(entry => entry.ChangeId != change.Id), "no cancelled change in the feed", () => "it is there");
    });

    [Proves(
        "A commit that is cancelled while it runs is either stored completely and acknowledged, or not stored and cancelled: once the commit has begun to take effect, the token is ignored.",
        FailureMeans = "A cancelled request leaves a part of a change behind, or a change that its caller believes was not made.")]
    public static async Task A_commit_that_is_cancelled_while_it_runs_is_stored_completely_or_not_at_all(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        for (var i = 0; i < trial.Settings.ConcurrentCommits / 2; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(trial.Stop);
            var change = account.Toggle();
            var commit = Task.Run(() => account.TryAsync(change, cancellationToken: cancellation.Token), trial.Stop);
            await LaterAsync(i, commit);
            await cancellation.CancelAsync();
            try
            {
                Expect.Equal(CommitOutcome.Committed, (await commit).Outcome, $"the outcome of {Text.Of(change)}, which was not cancelled");
                account.Acknowledge(change);
            }
            catch (OperationCanceledException)
            {
                // Nothing is stored then, as the check below verifies.
            }

            Expect.Equal(account.State, await trial.Store.LoadAsync(account.Id, trial.Stop));
        }

        await account.CheckAsync();
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        Expect.InOrder(account.Changes, [.. feed.Select(entry => entry.Change!)], "the changes in the feed");
    }

    [Proves(
        "A read that is cancelled throws, or returns a correct result; later calls work as before.",
        FailureMeans = "A cancelled read looks like an empty account, so that a new key could be created over the old one.")]
    public static async Task A_cancelled_read_returns_no_wrong_result(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var key = new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey() };
        await account.CommitAsync(key);
        var end = await trial.Store.GetFeedEndAsync(trial.Stop);
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        var cancelled = new CancellationToken(canceled: true);

        await TruthAsync(async () => Expect.Equal(account.State, await trial.Store.LoadAsync(account.Id, cancelled)));
        await TruthAsync(async () => Expect.Equal(
            account.Id, (await trial.Store.FindAccountsAsync([key.ApiKey.Digest], cancelled)).GetValueOrDefault(key.ApiKey.Digest), "the account of the API key"));
        await TruthAsync(async () => Expect.InOrder(account.Changes, await trial.Store.ReadHistoryAsync(account.Id, 0, 1_000, cancelled), "the history"));
        await TruthAsync(async () => Expect.InOrder(feed, await trial.Store.ReadFeedAsync(FeedPosition.Start, 1_000, cancelled), "the feed"));
        await TruthAsync(async () => Expect.Equal(end, await trial.Store.GetFeedEndAsync(cancelled), "the feed's end"));
        await account.CheckAsync();
    }

    private static async Task TruthAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (OperationCanceledException)
        {
            // The read returned nothing, and so nothing false.
        }
    }

    /// <summary>Waits until the commit has made some progress, a little more each time, without a clock.</summary>
    private static async Task LaterAsync(int turns, Task commit)
    {
        for (var turn = 0; turn < turns % 40 && !commit.IsCompleted; turn++)
        {
            await Task.Yield();
        }
    }
}
