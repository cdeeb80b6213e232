using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Fidelity;

internal static class SizeCases
{
    private const int Writers = 8;

    [Proves(
        "An account can have 100 tokens with long names and kept secrets, and all of them are returned (R10).",
        FailureMeans = "A row, document or page is too small for a full account.")]
    public static async Task An_account_holds_100_tokens(CaseRun trial)
    {
        var account = trial.NewAccount();
        for (var i = 0; i < AccountAccess.MaxTokens; i++)
        {
            await account.CommitAsync(new AuthTokenCreated
            {
                Origin = account.Next,
                Token = TestData.Token() with
                {
                    Name = AuthTokenName.Parse(string.Concat(Enumerable.Repeat("🔑", 97)) + FormattableString.Invariant($"{i:000}")),
                    ProtectedSecret = new string('s', 2_048),
                },
            });
        }

        await account.CheckAsync();
    }

    [Proves(
        "An account with 10,000 changes has all of them in its history and in the feed, and loads with the facts that result from them.",
        FailureMeans = "Long histories are truncated, or returned in pages that are out of order.")]
    public static async Task A_long_history_stays_complete(CaseRun trial)
    {
        var account = trial.NewAccount();
        for (var i = 0; i < trial.Settings.LongHistory; i++)
        {
            await account.CommitAsync(account.Toggle());
        }

        await account.CheckAsync();
        var feed = await trial.Store.WholeFeedAsync(trial.Stop);
        Expect.InOrder(account.Changes, [.. feed.Select(entry => entry.Change!)], "the changes in the feed");
    }

    [Proves(
        "1,000 accounts stay separate, and 1,000 API keys are found in one call.",
        FailureMeans = "Lookups have a lower limit, or accounts are mixed up when there are many.")]
    public static async Task A_thousand_accounts_stay_separate(CaseRun trial)
    {
        var accounts = Enumerable.Range(0, trial.Settings.Accounts).Select(_ => trial.NewAccount()).ToList();
        await Task.WhenAll(accounts.Chunk((accounts.Count / Writers) + 1).Select(some => Task.Run(async () =>
        {
            foreach (var account in some)
            {
                await account.CommitAsync(new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey() });
            }
        })));

        foreach (var thousand in accounts.Chunk(IApiAccessStore.MaxPageSize))
        {
            var found = await trial.Store.FindAccountsAsync([.. thousand.Select(account => account.State.ApiKey!.Digest)], trial.Stop);
            Expect.Equal(thousand.Length, found.Count, "how many API keys are found in one call");
            foreach (var account in thousand)
            {
                Expect.Equal(account.Id, found.GetValueOrDefault(account.State.ApiKey!.Digest), "the account that an API key is found in");
                Expect.Equal(account.State, await trial.Store.LoadAsync(account.Id, trial.Stop));
            }
        }
    }
}
