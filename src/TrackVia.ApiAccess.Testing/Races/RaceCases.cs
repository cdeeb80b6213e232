using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Races;

internal static class RaceCases
{
    [Proves(
        "Of many concurrent commits at the same version, exactly one is stored; the others conflict.",
        FailureMeans = "The compare-and-swap is not atomic: the store compares the version first and writes later.")]
    public static async Task Of_many_commits_at_one_version_exactly_one_is_stored(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var account = await trial.NewAccount().PrepareAsync();
            var rivals = Enumerable.Range(0, trial.Settings.Contenders).Select(i => account.EveryKind()[i % TestAccount.Kinds]).ToList();
            var results = await Contenders.RunAsync(rivals, (change, i) => account.TryAsync(change, handles[i % handles.Count]));

            var stored = rivals.Where((_, i) => results[i].Outcome is CommitOutcome.Committed).ToList();
            Expect.Equal(1, stored.Count, $"how many of {rivals.Count} commits at one version are stored");
            Expect.Equal(rivals.Count - 1, results.Count(result => result.Outcome is CommitOutcome.Conflict), "how many commits conflict");
            account.Acknowledge(stored[0]);
            await account.CheckAsync();
        }
    }

    [Proves(
        "Of many concurrent commits of a new account's first change, exactly one is stored.",
        FailureMeans = "The store compares versions in the account's row, which a new account does not have yet.")]
    public static async Task Of_many_first_changes_exactly_one_is_stored(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var account = trial.NewAccount();
            var rivals = Enumerable.Range(0, trial.Settings.Contenders).Select(_ => new AuthTokenCreated
            {
                Origin = account.Next,
                Token = TestData.Token(),
            }).ToList();
            var results = await Contenders.RunAsync(rivals, (change, i) => account.TryAsync(change, handles[i % handles.Count]));

            var stored = rivals.Where((_, i) => results[i].Outcome is CommitOutcome.Committed).ToList();
            Expect.Equal(1, stored.Count, $"how many of {rivals.Count} first changes are stored");
            account.Acknowledge(stored[0]);
            await account.CheckAsync();
        }
    }

    [Proves(
        "The same change, committed many times at once, is stored once, and every call returns the same position (T32).",
        FailureMeans = "A caller that retries while its first attempt is still running makes the change twice, or is informed that it failed.")]
    public static async Task The_same_change_committed_many_times_at_once_is_stored_once(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var account = await trial.NewAccount().PrepareAsync();
            var change = account.EveryKind()[round % TestAccount.Kinds];
            var results = await Contenders.RunAsync(Enumerable.Repeat(change, 8).ToList(), (same, i) => account.TryAsync(same, handles[i % handles.Count]));

            Expect.Equal(CommitOutcome.Committed, results[0].Outcome, "the outcome of a change that was committed many times at once");
            Expect.InOrder(Enumerable.Repeat(results[0], results.Count).ToList(), results, "the results of one change");
            account.Acknowledge(change);
            await account.CheckAsync();
        }
    }

    [Proves(
        "Of many concurrent creations in an account with 99 tokens, exactly one succeeds; the others are refused because the cap is reached (R10, T22).",
        FailureMeans = "The cap of 100 tokens does not hold under load.")]
    public static async Task R10_of_many_creations_at_99_tokens_exactly_one_succeeds(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var account = await trial.NewAccount().PrepareAsync();
        while (account.State.TokenCount < 99)
        {
            await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        }

        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var deciding = new CommandRunner(trial.Settings.Contenders, account.Id, trial.Stop);
            var created = await Contenders.RunAsync(
                Enumerable.Range(0, trial.Settings.Contenders).ToList(), (_, i) => deciding.CreateTokenAsync(handles[i % handles.Count]));
            Expect.Equal(1, created.Count(refusal => refusal is null), "how many creations at 99 tokens succeed");
            Expect.Equal(
                created.Count - 1, created.Count(refusal => refusal is CommandRefusalReason.TokenLimitReached), "how many creations are refused because the cap is reached");

            await account.AdoptAsync();
            await account.CheckAsync();
            Expect.Equal(100, account.State.TokenCount, "how many tokens there are");
            var last = ((AuthTokenCreated)account.Changes[^1]).Token.Id;
            await account.CommitAsync(new AuthTokenDeactivated { Origin = account.Next, TokenId = last });
            await account.CommitAsync(new AuthTokenDeleted { Origin = account.Next, TokenId = last });
        }
    }

    [Proves(
        "Of many concurrent creations of the API key, exactly one succeeds, and that key is the one that is found (R1, T23).",
        FailureMeans = "A second key is accepted while the first is being stored: a customer has copied a key that will never work, or two keys work.")]
    public static async Task R1_of_many_creations_of_the_API_key_exactly_one_succeeds(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var account = trial.NewAccount();
            var keys = Enumerable.Range(0, 8).Select(_ => TestData.Digest()).ToList();
            var deciding = new CommandRunner(keys.Count, account.Id, trial.Stop);
            var refusals = await Contenders.RunAsync(keys, (digest, i) => deciding.CreateApiKeyAsync(handles[i % handles.Count], digest));
            Expect.Equal(1, refusals.Count(refusal => refusal is null), "how many creations of an API key succeed");
            Expect.Equal(keys.Count - 1, refusals.Count(refusal => refusal is CommandRefusalReason.ApiKeyExists), "how many creations are refused because there is an API key");

            var winner = keys.Where((_, i) => refusals[i] is null).Single();
            await account.AdoptAsync();
            await account.CheckAsync();
            Expect.Equal(winner, account.State.ApiKey!.Digest, "the API key of the account");
            var found = await trial.Store.FindAccountsAsync(keys, trial.Stop);
            Expect.InOrder([winner], found.Keys.ToList(), "the API keys that are found");
        }
    }

    [Proves(
        "When several accounts commit the same API key at once, exactly one of them gets it; the others are refused because it is a duplicate (T5).",
        FailureMeans = "The store checks uniqueness first and writes later: one key opens two accounts.")]
    public static async Task Of_several_accounts_that_commit_one_API_key_exactly_one_gets_it(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var key = TestData.ApiKey();
            var accounts = Enumerable.Range(0, 8).Select(_ => trial.NewAccount()).ToList();
            var results = await Contenders.RunAsync(
                accounts, (account, i) => account.TryAsync(new ApiKeyCreated
                {
                    Origin = account.Next,
                    ApiKey = key,
                }, handles[i % handles.Count]));
            Expect.Equal(1, results.Count(result => result.Outcome is CommitOutcome.Committed), "how many accounts get one API key");
            Expect.Equal(
                accounts.Count - 1, results.Count(result => result.Outcome is CommitOutcome.DuplicateCredential), "how many accounts get the outcome that the API key is a duplicate");

            var owner = accounts.Where((_, i) => results[i].Outcome is CommitOutcome.Committed).Single();
            var found = await trial.Store.FindAccountsAsync([key.Digest], trial.Stop);
            Expect.Equal(owner.Id, found.GetValueOrDefault(key.Digest), "the account that the API key is found in");
        }
    }

    [Proves(
        "When a token is deleted and resumed at the same time, exactly one of the two succeeds, and the other is refused with the reason (R15, T19).",
        FailureMeans = "A deleted token becomes active again, or a token that was just resumed disappears.")]
    public static async Task Of_a_deletion_and_a_resumption_at_once_exactly_one_succeeds(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var account = await trial.NewAccount().PrepareAsync();
            var token = account.State.Tokens.First(one => one.IsDeactivated).Id;
            var deciding = new CommandRunner(contenders: 8, account.Id, trial.Stop);
            var refusals = await Contenders.RunAsync(
                Enumerable.Range(0, 8).ToList(),
                (_, i) => i % 2 == 0 ? deciding.DeleteTokenAsync(handles[0], token) : deciding.ResumeTokenAsync(handles[^1], token));
            Expect.Equal(1, refusals.Count(refusal => refusal is null), "how many of four deletions and four resumptions succeed");
            await account.AdoptAsync();
            await account.CheckAsync();

            var isDeleted = refusals.Where((refusal, i) => i % 2 == 0 && refusal is null).Any();
            Expect.Equal(isDeleted, account.State.FindToken(token) is null, "whether the token is gone");
        }
    }

    [Proves(
        "Concurrent commits to many accounts are all stored, each in its own account.",
        FailureMeans = "Accounts share something that they should not: a commit to one account overwrites a commit to another, or fails because of it.")]
    public static async Task Commits_to_many_accounts_at_once_are_all_stored(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        var accounts = Enumerable.Range(0, trial.Settings.Contenders).Select(_ => trial.NewAccount()).ToList();
        await Contenders.RunAsync(accounts, async (account, i) =>
        {
            await account.PrepareAsync();
            return await account.CommitAsync(account.EveryKind()[i % TestAccount.Kinds], handles[i % handles.Count]);
        });
        foreach (var account in accounts)
        {
            await account.CheckAsync();
        }
    }
}
