using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Durability;

internal static class ReopeningCases
{
    [Proves(
        "After every change, the state, the history, the feed and the API keys are the same after reopening as they were before.",
        FailureMeans = "An acknowledged change is held only in memory, or is written only when the store is closed.",
        Needs = StoreTraits.Durable)]
    public static async Task Acknowledged_changes_survive_reopening(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var key = new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey() };
        await account.CommitAsync(key);
        for (var kind = 1; kind < TestAccount.Kinds; kind++)
        {
            if (account.State.Tokens.All(token => token.IsDeactivated) || !account.State.Tokens.Any(token => token.IsDeactivated))
            {
                await account.PrepareAsync();
            }

            await account.CommitAsync(account.EveryKind()[kind]);
            var feed = await trial.Store.WholeFeedAsync(trial.Stop);
            await trial.ReopenAsync();

            await account.CheckAsync();
            Expect.InOrder(feed, await trial.Store.WholeFeedAsync(trial.Stop), "the feed after reopening");
            Expect.Equal(feed[^1].Position, await trial.Store.GetFeedEndAsync(trial.Stop), "the feed's end after reopening");
            var found = await trial.Store.FindAccountsAsync([key.ApiKey.Digest], trial.Stop);
            Expect.Equal(account.Id, found.GetValueOrDefault(key.ApiKey.Digest), "the account that the API key is found in after reopening");
        }
    }

    [Proves(
        "After reopening, new changes follow the old ones in the feed, and changes at an old version still conflict.",
        FailureMeans = "A counter starts over: nodes that continue from their position in the feed never see new revocations.",
        Needs = StoreTraits.Durable)]
    public static async Task After_reopening_new_changes_follow_the_old_ones(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var stale = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() };
        var last = await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        for (var i = 0; i < 3; i++)
        {
            await trial.ReopenAsync();
            Expect.Equal(CommitOutcome.Conflict, (await account.TryAsync(stale)).Outcome, "the outcome of a stale change after reopening");
            var change = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() };
            var next = await account.CommitAsync(change);
            Expect.True(next > last, $"a position after {last.Value}", () => $"{next.Value}");
            Expect.InOrder([new FeedEntry(next, change)], await trial.Store.ReadFeedAsync(last, 10, trial.Stop), "the feed after the last position before reopening");
            last = next;
        }
    }

    [Proves(
        "A change that was committed before reopening is recognized when it is submitted again afterwards (T32).",
        FailureMeans = "A caller that retries after a restart is informed that its change failed, or the change is made twice.",
        Needs = StoreTraits.Durable)]
    public static async Task A_change_is_recognized_after_reopening(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var change = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() };
        var before = account.State;
        var place = await account.CommitAsync(change);
        await trial.ReopenAsync();
        var again = await trial.Store.CommitAsync(change, before.Apply(change), trial.Stop);
        Expect.Equal(CommitResult.Committed(place), again, "the result of committing the same change after reopening");
        await account.CheckAsync();
    }

    [Proves(
        "API keys, token ids and token digests are still unique after reopening (T5, R1).",
        FailureMeans = "Uniqueness is enforced only in memory.",
        Needs = StoreTraits.Durable)]
    public static async Task Uniqueness_survives_reopening(CaseRun trial)
    {
        var (first, second) = (await trial.NewAccount().PrepareAsync(), trial.NewAccount());
        var key = TestData.ApiKey();
        await first.CommitAsync(new ApiKeyCreated { Origin = first.Next, ApiKey = key });
        var token = first.State.Tokens.First();
        await trial.ReopenAsync();
        Expect.Equal(CommitOutcome.DuplicateCredential, (await second.TryAsync(new ApiKeyCreated
        {
            Origin = second.Next,
            ApiKey = key,
        })).Outcome, "the outcome of another account's API key");
        Expect.Equal(CommitOutcome.DuplicateCredential, (await first.TryAsync(new ApiKeyCreated
        {
            Origin = first.Next,
            ApiKey = TestData.ApiKey(),
        })).Outcome, "the outcome of a second API key");
        Expect.Equal(CommitOutcome.DuplicateCredential, (await first.TryAsync(new AuthTokenCreated
        {
            Origin = first.Next,
            Token = TestData.Token(token.Digest),
        })).Outcome, "the outcome of a digest that exists");
        Expect.Equal(CommitOutcome.DuplicateCredential, (await first.TryAsync(new AuthTokenCreated
        {
            Origin = first.Next,
            Token = TestData.Token() with { Id = token.Id },
        })).Outcome, "the outcome of an id that exists");
        await first.CheckAsync();
        await second.CheckAsync();
    }
}
