using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Feed;

internal static class FollowingCases
{
    private const int Writers = 8;

    [Proves(
        "A reader that follows the feed during concurrent commits gets every change once, and a later read returns the same changes: no new change appears before one that was already read.",
        FailureMeans = "Positions come from a sequence whose values commit out of order: a node reads past a revocation and never sees it.")]
    public static async Task A_reader_of_the_feed_misses_nothing_while_others_commit(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var pages = new PageTurns();
        var writing = WriteAsync(trial, handles, commit => commit.Began % 3 == 0 ? pages.NextAsync() : Task.CompletedTask);
        var followed = await FollowAsync(trial, handles[^1], writing, pages);
        var commits = (await writing).ToDictionary(commit => commit.Change.Id);

        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        Expect.InOrder(feed, followed, "the feed as it was followed");
        Expect.Equal(commits.Count, feed.Count, "how many changes the feed contains");
        foreach (var entry in feed)
        {
            Expect.Equal(commits.GetValueOrDefault(entry.ChangeId)?.Place, entry.Position, $"the position of {Text.Of(entry.Change!)}");
        }

        foreach (var changes in feed.GroupBy(entry => entry.AccountId))
        {
            Expect.InOrder(
                [.. Enumerable.Range(1, changes.Count()).Select(version => (long)version)],
                [.. changes.Select(change => change.Version)],
                $"the versions of '{changes.Key}' in the feed");
        }
    }

    [Proves(
        "A read of the feed that starts after a commit was acknowledged returns that commit, regardless of concurrent commits.",
        FailureMeans = "A node that has read to the end of the feed still lacks a change, so its lease, and with it the bound on revocation, proves nothing.")]
    public static async Task A_read_of_the_feed_returns_everything_acknowledged_before_it_began(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var reader = handles[^1];
        await WriteAsync(trial, handles, async commit =>
        {
            var page = await reader.ReadFeedAsync(new FeedPosition(commit.Place.Value - 1), 1, trial.Stop);
            Expect.InOrder([new FeedEntry(commit.Place, commit.Change)], page, $"the feed at {commit.Place.Value}");
            var end = await reader.GetFeedEndAsync(trial.Stop);
            Expect.True(end >= commit.Place, $"the end of the feed at {commit.Place.Value} or later", () => $"{end.Value}");
        });
    }

    [Proves(
        "A commit that was acknowledged before another one started is before it in the feed, also across accounts.",
        FailureMeans = "The feed is not in commit order: a node may apply a resumption after the deactivation that followed it.")]
    public static async Task The_feed_is_in_the_order_in_which_commits_were_acknowledged(CaseRun trial)
    {
        var commits = await WriteAsync(trial, await trial.HandlesAsync(), _ => Task.CompletedTask);
        var byEnd = commits.OrderBy(commit => commit.Ended).ToList();
        var answered = 0;
        var latest = FeedPosition.Start;
        foreach (var commit in commits.OrderBy(commit => commit.Began))
        {
            for (; byEnd[answered].Ended < commit.Began; answered++)
            {
                latest = byEnd[answered].Place > latest ? byEnd[answered].Place : latest;
            }

            Expect.True(commit.Place > latest, $"a position after {latest.Value}, which was acknowledged before {Text.Of(commit.Change)} began", () => $"{commit.Place.Value}");
        }
    }

    /// <summary>Commits to several accounts at once, and calls back after each result.</summary>
    private static async Task<IReadOnlyList<Commit>> WriteAsync(CaseRun trial, IReadOnlyList<IApiAccessStore> handles, Func<Commit, Task> answered)
    {
        var commits = new ConcurrentQueue<Commit>();
        var tick = 0L;
        var accounts = Enumerable.Range(0, Writers).Select(_ => trial.NewAccount()).ToList();
        await Task.WhenAll(accounts.Select((account, writer) => Task.Run(async () =>
        {
            for (var i = 0; i < trial.Settings.ConcurrentCommits / Writers; i++)
            {
                var change = account.Toggle();
                var startedAt = Interlocked.Increment(ref tick);
                var place = await account.CommitAsync(change, handles[writer % handles.Count]);
                var commit = new Commit(change, place, startedAt, Interlocked.Increment(ref tick));
                commits.Enqueue(commit);
                await answered(commit);
                await Task.Yield();
            }
        })));
        return [.. commits];
    }

    private static async Task<IReadOnlyList<FeedEntry>> FollowAsync(CaseRun trial, IApiAccessStore store, Task writing, PageTurns pages)
    {
        var followed = new List<FeedEntry>();
        for (var isLast = false; !isLast;)
        {
            // Checked before reading, so that this round reads everything that was written before.
            isLast = writing.IsCompleted;
            followed.AddRange(await store.WholeFeedAsync(trial.Stop, followed.Count == 0 ? FeedPosition.Start : followed[^1].Position, take: 7));
            pages.Turn();
            await Task.Yield();
        }

        return followed;
    }

    /// <summary>Lets writers wait for the reader now and then. Otherwise the fastest stores would finish writing before it reads.</summary>
    private sealed class PageTurns
    {
        private TaskCompletionSource _next = New();

        public Task NextAsync() => Volatile.Read(ref _next).Task;

        public void Turn() => Interlocked.Exchange(ref _next, New()).SetResult();

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Commit(AccessChange Change, FeedPosition Place, long Began, long Ended);
}
