using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Durability;

internal static class KillCases
{
    private const int Writers = 8;

    [Proves(
        "When the store is killed under load, no acknowledged change is lost, no change is stored in part, and the exception of every failed call is true (T34).",
        FailureMeans = "A power failure undoes an acknowledged revocation, or the state and the audit history contradict each other afterwards.",
        Needs = StoreTraits.Durable | StoreTraits.Killable)]
    public static async Task Acknowledged_changes_survive_a_kill(CaseRun trial)
    {
        var accounts = Enumerable.Range(0, Writers).Select(_ => trial.NewAccount()).ToList();
        var places = new ConcurrentDictionary<ChangeId, FeedPosition>();
        for (var round = 0; round < 3; round++)
        {
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var dead = new TaskCompletionSource();
            var left = trial.Settings.ConcurrentCommits / 3;
            var writers = accounts.Select(account => Task.Run(() => WriteUntilDeadAsync(account, dead.Task, places, () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    enough.SetResult();
                }
            }))).ToList();
            await Task.WhenAny(enough.Task, Task.WhenAll(writers));
            await trial.KillAsync();
            dead.SetResult();
            var unknown = await Task.WhenAll(writers);
            await trial.StartAgainAsync();

            for (var i = 0; i < accounts.Count; i++)
            {
                await SettleAsync(trial, accounts[i], unknown[i]);
            }

            await CheckFeedAsync(trial, accounts, places);
        }
    }

    /// <summary>Commits until the store is dead. Returns the change whose outcome is unknown, if there is one.</summary>
    private static async Task<AccessChange?> WriteUntilDeadAsync(
        TestAccount account, Task dead, ConcurrentDictionary<ChangeId, FeedPosition> places, Action committed)
    {
        while (!dead.IsCompleted)
        {
            var change = account.Toggle();
            try
            {
                places[change.Id] = await account.CommitAsync(change);
                committed();

                // A store that always completes synchronously would never release the thread.
                await Task.Yield();
            }
            catch (CommitOutcomeUnknownException)
            {
                return change;
            }
            catch (StoreUnavailableException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Checks that nothing is stored beyond the acknowledged changes, except possibly the change whose outcome is unknown, and that
    /// nothing is missing.
    /// </summary>
    private static async Task SettleAsync(CaseRun trial, TestAccount account, AccessChange? unknown)
    {
        if (unknown is not null && (await trial.Store.LoadAsync(account.Id, trial.Stop)).Version == unknown.Version)
        {
            account.Acknowledge(unknown);
        }

        await account.CheckAsync();
    }

    private static async Task CheckFeedAsync(CaseRun trial, List<TestAccount> accounts, ConcurrentDictionary<ChangeId, FeedPosition> places)
    {
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        foreach (var account in accounts)
        {
            Expect.InOrder(
                account.Changes, [.. feed.Where(entry => entry.AccountId == account.Id).Select(entry => entry.Change!)], $"the feed's changes of '{account.Id}'");
        }

        foreach (var entry in feed)
        {
            if (places.TryGetValue(entry.ChangeId, out var place))
            {
                Expect.Equal(place, entry.Position, $"the position of {Text.Of(entry.Change!)} after the kill");
            }
        }
    }
}
