using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class CommitCases
{
    [Proves(
        "A change of any kind that was decided at an older version is answered with a conflict, and nothing of it is stored.",
        FailureMeans = "Two who work at once overwrite each other: the cap of 100 tokens (R10), the single key (R1) and every revocation can be undone by a race.")]
    public static Task A_change_decided_at_an_older_version_conflicts_and_changes_nothing(CaseRun trial) => trial.ForEveryKindAsync(async (account, stale) =>
    {
        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        await RefusedAsync(trial, account, stale, CommitOutcome.Conflict);
    });

    [Proves(
        "A change of any kind whose version lies beyond the next one is answered with a conflict, and nothing of it is stored.",
        FailureMeans = "History gets holes, and a change is applied to facts that its decider never saw.")]
    public static async Task A_change_decided_at_a_version_that_is_not_reached_conflicts_and_changes_nothing(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        foreach (var ahead in account.EveryKind(account.State.Version + 2))
        {
            await RefusedAsync(trial, account, ahead, CommitOutcome.Conflict);
        }

        var fresh = trial.NewAccount();
        await RefusedAsync(trial, fresh, new AuthTokenCreated
        {
            Origin = TestData.Origin(fresh.Id, 2),
            Token = TestData.Token(),
        }, CommitOutcome.Conflict);
    }

    [Proves(
        "The same change again, of any kind, is answered with the same place in the feed and stored once, at once and after later changes (T32).",
        FailureMeans = "After a broken connection the caller is told a conflict for a change that was stored, or it is done twice.")]
    public static Task The_same_change_again_is_answered_the_same_and_stored_once(CaseRun trial) => trial.ForEveryKindAsync(async (account, change) =>
    {
        var after = account.State.Apply(change);
        var first = await trial.Store.CommitAsync(change, after, trial.Stop);
        account.Acknowledge(change);
        Expect.Equal(first, await trial.Store.CommitAsync(change, after, trial.Stop), "the answer to the same change again");
        await account.CheckAsync();

        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        Expect.Equal(first, await trial.Store.CommitAsync(change, after, trial.Stop), "the answer to the same change after a later one");
        await account.CheckAsync();
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        Expect.Equal(1, feed.Count(entry => entry.ChangeId == change.Id), "how often the feed holds the change");
    });

    [Proves(
        "Another change at a version that is taken conflicts, even if nothing but its id differs.",
        FailureMeans = "The store takes a rival's change for a repetition: two callers are both told that theirs was stored.")]
    public static async Task An_equal_change_with_another_id_conflicts(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var token = account.State.Tokens.First(one => !one.IsDeactivated).Id;
        var first = new AuthTokenRevealed { Origin = account.Next, TokenId = token };
        var twin = new AuthTokenRevealed { Origin = first.Origin with { Id = ChangeId.New() }, TokenId = token };
        await account.CommitAsync(first);
        await RefusedAsync(trial, account, twin, CommitOutcome.Conflict);
    }

    [Proves(
        "A change that is refused is nowhere: not in the state, the history, the feed or its end.",
        FailureMeans = "A commit is several writes and not one transaction: audit and state tell different stories (R26).")]
    public static async Task A_refused_change_leaves_no_trace(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        await account.CommitAsync(new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey() });
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        var end = await trial.Store.GetFeedEndAsync(trial.Stop);

        var token = account.State.Tokens.First();
        await RefusedAsync(trial, account, new AuthTokenRevealed
        {
            Origin = TestData.Origin(account.Id, account.State.Version),
            TokenId = token.Id,
        }, CommitOutcome.Conflict);
        await RefusedAsync(trial, account, new AuthTokenCreated
        {
            Origin = account.Next,
            Token = TestData.Token(token.Digest),
        }, CommitOutcome.DuplicateCredential);

        Expect.InOrder(feed, await trial.Store.WholeFeedAsync(trial.Stop), "the feed after two refusals");
        Expect.Equal(end, await trial.Store.GetFeedEndAsync(trial.Stop), "the feed's end after two refusals");
    }

    internal static async Task RefusedAsync(CaseRun trial, TestAccount account, AccessChange change, CommitOutcome outcome)
    {
        var result = await account.TryAsync(change);
        Expect.Equal(outcome, result.Outcome, $"the outcome of {Text.Of(change)} when the account is at version {account.State.Version}");
        await account.CheckAsync();
        if (change is ApiKeyCreated created)
        {
            var found = await trial.Store.FindAccountsAsync([created.ApiKey.Digest], trial.Stop);
            Expect.True(
                !found.TryGetValue(created.ApiKey.Digest, out var owner) || owner != account.Id || account.State.ApiKey?.Digest == created.ApiKey.Digest,
                "the refused API key not to be found", () => "it is found");
        }
    }
}
