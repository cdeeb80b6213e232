using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Feed;

internal static class WaitCases
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Proves(
        "A wait for the feed ends at its timeout, even without a new change.",
        FailureMeans = "A node whose notifications are lost never reads the feed again, and continues to accept revoked credentials (T27).")]
    public static async Task A_wait_ends_at_its_timeout(CaseRun trial)
    {
        await trial.Store.WaitForFeedAsync(FeedPosition.Start, Short, trial.Stop).WithTimeout(trial.Settings.Grace, trial.Stop);
        var end = await CommitAsync(trial.NewAccount());
        await trial.Store.WaitForFeedAsync(end, Short, trial.Stop).WithTimeout(trial.Settings.Grace, trial.Stop);
    }

    [Proves(
        "A change that is committed during a wait can be read when the wait has ended.",
        FailureMeans = "Waiting interferes with reading: a node misses the change that it waited for.")]
    public static async Task A_change_committed_during_a_wait_is_read_after_it(CaseRun trial)
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
        "A wait that is cancelled ends immediately.",
        FailureMeans = "A host that shuts down hangs until the wait's timeout.")]
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
        "A wait ends soon after a commit, long before its timeout, and immediately if there is already a change to read.",
        FailureMeans = "Notifications are lost: revocations still arrive, but only after the longest wait.",
        Needs = StoreTraits.WakesWaiters)]
    public static async Task A_commit_wakes_waiters(CaseRun trial)
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
        "A commit on one handle ends the waits on another.",
        FailureMeans = "Nodes are notified only of their own revocations, and read other nodes' revocations only after the timeout of a wait.",
        Needs = StoreTraits.WakesWaiters | StoreTraits.Shared)]
    public static async Task A_commit_wakes_waiters_on_another_handle(CaseRun trial)
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
