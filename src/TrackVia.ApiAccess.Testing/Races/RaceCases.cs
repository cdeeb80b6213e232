using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Races;

internal static class RaceCases
{
    [Proves(
        "Of many commits at one version exactly one is stored; the others are told a conflict.",
        FailureMeans = "The compare-and-swap is not atomic: the version is compared first and written later.")]
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
            Expect.Equal(rivals.Count - 1, results.Count(result => result.Outcome is CommitOutcome.Conflict), "how many are told a conflict");
            account.Acknowledge(stored[0]);
            await account.CheckAsync();
        }
    }

    [Proves(
        "The first change of a new account, by many at once: exactly one is stored.",
        FailureMeans = "The store compares versions by the account's row, and a new account has none yet.")]
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
        "The same change from many at once is stored once, and all are told the same place (T32).",
        FailureMeans = "A caller that tries again while its first attempt is still under way does its change twice, or is told that it failed.")]
    public static async Task The_same_change_from_many_at_once_is_stored_once(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var account = await trial.NewAccount().PrepareAsync();
            var change = account.EveryKind()[round % TestAccount.Kinds];
            var results = await Contenders.RunAsync(Enumerable.Repeat(change, 8).ToList(), (same, i) => account.TryAsync(same, handles[i % handles.Count]));

            Expect.Equal(CommitOutcome.Committed, results[0].Outcome, "the outcome of a change that was committed many times at once");
            Expect.InOrder(Enumerable.Repeat(results[0], results.Count).ToList(), results, "the answers to one change");
            account.Acknowledge(change);
            await account.CheckAsync();
        }
    }

    [Proves(
        "Of many creators at 99 tokens exactly one succeeds; the others are told that the cap is reached (R10, T22).",
        FailureMeans = "The cap of 100 tokens does not hold under load.")]
    public static async Task R10_of_many_creators_at_99_tokens_exactly_one_succeeds(CaseRun trial)
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
            Expect.Equal(1, created.Count(refusal => refusal is null), "how many creators at 99 tokens succeed");
            Expect.Equal(
                created.Count - 1, created.Count(refusal => refusal is CommandRefusalReason.TokenLimitReached), "how many are told that the cap is reached");

            await account.AdoptAsync();
            await account.CheckAsync();
            Expect.Equal(100, account.State.TokenCount, "how many tokens there are");
            var last = ((AuthTokenCreated)account.Changes[^1]).Token.Id;
            await account.CommitAsync(new AuthTokenDeactivated { Origin = account.Next, TokenId = last });
            await account.CommitAsync(new AuthTokenDeleted { Origin = account.Next, TokenId = last });
        }
    }

    [Proves(
        "Of many who create the API key at once exactly one succeeds, and that key is the one that is found (R1, T23).",
        FailureMeans = "A second key is accepted while the first is under way: one customer has copied a key that will never work, or two keys work.")]
    public static async Task R1_of_many_who_create_the_API_key_exactly_one_succeeds(CaseRun trial)
    {
        var handles = await trial.HandlesAsync();
        for (var round = 0; round < trial.Settings.Rounds; round++)
        {
            var account = trial.NewAccount();
            var keys = Enumerable.Range(0, 8).Select(_ => TestData.Digest()).ToList();
            var deciding = new CommandRunner(keys.Count, account.Id, trial.Stop);
            var refusals = await Contenders.RunAsync(keys, (digest, i) => deciding.CreateApiKeyAsync(handles[i % handles.Count], digest));
            Expect.Equal(1, refusals.Count(refusal => refusal is null), "how many creators of an API key succeed");
            Expect.Equal(keys.Count - 1, refusals.Count(refusal => refusal is CommandRefusalReason.ApiKeyExists), "how many are told that there is one");

            var winner = keys.Where((_, i) => refusals[i] is null).Single();
            await account.AdoptAsync();
            await account.CheckAsync();
            Expect.Equal(winner, account.State.ApiKey!.Digest, "the API key of the account");
            var found = await trial.Store.FindAccountsAsync(keys, trial.Stop);
            Expect.InOrder([winner], found.Keys.ToList(), "the API keys that are found");
        }
    }

    [Proves(
        "One API key for two accounts at once: exactly one account gets it, the other is told a duplicate (T5).",
        FailureMeans = "Uniqueness is checked first and written later: one key opens two accounts.")]
    public static async Task Of_two_accounts_that_take_one_API_key_exactly_one_gets_it(CaseRun trial)
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
                accounts.Count - 1, results.Count(result => result.Outcome is CommitOutcome.DuplicateCredential), "how many are told a duplicate");

            var owner = accounts.Where((_, i) => results[i].Outcome is CommitOutcome.Committed).Single();
            var found = await trial.Store.FindAccountsAsync([key.Digest], trial.Stop);
            Expect.Equal(owner.Id, found.GetValueOrDefault(key.Digest), "the account that the API key is found in");
        }
    }

    [Proves(
        "Of a deletion and a resumption of one token at once exactly one wins, and the other is told why (R15, T19).",
        FailureMeans = "A deleted token comes back to life, or a token that was just resumed vanishes.")]
    public static async Task Of_deleting_and_resuming_a_token_exactly_one_wins(CaseRun trial)
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
        "Commits to many accounts at once are all stored, each in its account.",
        FailureMeans = "Accounts share what they should not: a commit to one loses a commit to another, or fails for it.")]
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
