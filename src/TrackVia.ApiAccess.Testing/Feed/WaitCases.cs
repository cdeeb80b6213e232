using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Feed;

internal static class WaitCases
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Proves(
        "A wait for the feed is over when its time is, though nothing happens.",
        FailureMeans = "A node whose notifications are lost never reads the feed again, and goes on accepting what was revoked (T27).")]
    public static async Task A_wait_is_over_when_its_time_is(CaseRun trial)
    {
        await trial.Store.WaitForFeedAsync(FeedPosition.Start, Short, trial.Stop).WithTimeout(trial.Settings.Grace, trial.Stop);
        var end = await CommitAsync(trial.NewAccount());
        await trial.Store.WaitForFeedAsync(end, Short, trial.Stop).WithTimeout(trial.Settings.Grace, trial.Stop);
    }

    [Proves(
        "A change that is committed during a wait is there to be read when the wait is over.",
        FailureMeans = "Waiting disturbs reading: a node that has waited misses the change that it waited for.")]
    public static async Task What_was_committed_during_a_wait_is_read_after_it(CaseRun trial)
    {
        var account = trial.NewAccount();
        for (var i = 0; i < 5; i++)
        {
            var end = await trial.Store.GetFeedEndAsync(trial.Stop);
            var wait = trial.Store.WaitForFeedAsync(end, Short, trial.Stop);
            var place = await CommitAsync(account);
            await wait.WithTimeout(trial.Settings.Grace, trial.Stop);
            Expect.InOrder(
                [new FeedEntry(place, account.Changes[^1])], await trial.Store.ReadFeedAsync(end, 10, trial.Stop), "the feed after the wait");
        }
    }

    [Proves(
        "A wait that is cancelled ends at once.",
        FailureMeans = "A host that shuts down hangs until the wait's time is over.")]
    public static async Task A_cancelled_wait_ends(CaseRun trial)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(trial.Stop);
        var end = await CommitAsync(trial.NewAccount());
        var wait = trial.Store.WaitForFeedAsync(end, Long, cancellation.Token);
        await cancellation.CancelAsync();
        try
        {
            await wait.WithTimeout(trial.Settings.Grace, trial.Stop);
        }
        catch (OperationCanceledException)
        {
            // The wait may throw or return: a wait may end without a reason.
        }
    }

    [Proves(
        "A wait ends soon after a commit, long before its time is over; and at once where there is a change already.",
        FailureMeans = "Wake-ups are lost: revocations still arrive, but only as late as the longest wait allows.",
        Needs = StoreTraits.WakesWaiters)]
    public static async Task A_commit_wakes_those_who_wait(CaseRun trial)
    {
        var account = trial.NewAccount();
        await CommitAsync(account);
        await trial.Store.WaitForFeedAsync(FeedPosition.Start, Long, trial.Stop).WithTimeout(trial.Settings.Grace, trial.Stop);
        for (var i = 0; i < 5; i++)
        {
            var end = await trial.Store.GetFeedEndAsync(trial.Stop);
            var waits = Enumerable.Range(0, 3).Select(_ => trial.Store.WaitForFeedAsync(end, Long, trial.Stop)).ToList();
            await CommitAsync(account);
            await Task.WhenAll(waits).WithTimeout(trial.Settings.Grace, trial.Stop);
        }
    }

    [Proves(
        "A commit through one handle ends the waits of another.",
        FailureMeans = "Nodes hear of their own revocations alone; of others' only when a wait's time is over.",
        Needs = StoreTraits.WakesWaiters | StoreTraits.Shared)]
    public static async Task A_commit_wakes_those_who_wait_on_another_handle(CaseRun trial)
    {
        var other = await trial.OpenAsync();
        var account = trial.NewAccount();
        for (var i = 0; i < 3; i++)
        {
            var end = await other.GetFeedEndAsync(trial.Stop);
            var wait = other.WaitForFeedAsync(end, Long, trial.Stop);
            await CommitAsync(account);
            await wait.WithTimeout(trial.Settings.Grace, trial.Stop);
        }
    }

    private static Task<FeedPosition> CommitAsync(TestAccount account) =>
        account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
}
