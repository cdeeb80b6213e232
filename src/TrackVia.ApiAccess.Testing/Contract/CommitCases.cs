using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class CommitCases
{
    [Proves(
        "A change of any kind that was decided at an older version results in a conflict, and no part of it is stored.",
        FailureMeans = "Two callers that work at the same time overwrite each other's changes: a race can undo the cap of 100 tokens (R10), the single key (R1) and every revocation.")]
    public static Task A_change_decided_at_an_older_version_conflicts_and_changes_nothing(CaseRun trial) => trial.ForEveryKindAsync(async (account, stale) =>
    {
        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        await RefusedAsync(trial, account, stale, CommitOutcome.Conflict);
    });

    [Proves(
        "A change of any kind whose version is beyond the next one results in a conflict, and no part of it is stored.",
        FailureMeans = "The history has gaps, and a change is applied to facts that were never read when it was decided.")]
    public static async Task A_change_decided_at_a_future_version_conflicts_and_changes_nothing(CaseRun trial)
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
        "Committing the same change again, of any kind, returns the same feed position and stores the change once, both immediately and after later changes (T32).",
        FailureMeans = "After a broken connection, the caller gets a conflict for a change that was stored, or the change is made twice.")]
    public static Task Committing_a_change_again_returns_the_same_result_and_stores_it_once(CaseRun trial) => trial.ForEveryKindAsync(async (account, change) =>
    {
        var after = account.State.Apply(change);
        var first = await trial.Store.CommitAsync(change, after, trial.Stop);
        account.Acknowledge(change);
        Expect.Equal(first, await trial.Store.CommitAsync(change, after, trial.Stop), "the result of committing the same change again");
        await account.CheckAsync();

        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        Expect.Equal(first, await trial.Store.CommitAsync(change, after, trial.Stop), "the result of committing the same change after a later one");
        await account.CheckAsync();
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        Expect.Equal(1, feed.Count(entry => entry.ChangeId == change.Id), "how often the change is in the feed");
    });

    [Proves(
        "A different change at a version that is already taken conflicts, even if it differs only in its id.",
        FailureMeans = "The store mistakes a rival's change for a retry, and two callers both learn that theirs was stored.")]
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
        "A change that is not committed appears nowhere: not in the state, the history or the feed, and it does not move the end of the feed.",
        FailureMeans = "A commit is several writes instead of one transaction, so the audit history and the state contradict each other (R26).")]
    public static async Task A_change_that_is_not_committed_leaves_no_trace(CaseRun trial)
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
