using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class HistoryCases
{
    [Proves(
        "The history of an account contains every change of every kind exactly as it was committed, and replaying it results in the current state (R26).",
        FailureMeans = "The audit history lacks a change, or contradicts the state: it cannot show which user revoked which token, and when.")]
    public static Task The_history_returns_every_change_as_it_was_committed(CaseRun trial) => trial.ForEveryKindAsync(async (account, change) =>
    {
        await account.CommitAsync(change);
        var history = await trial.Store.WholeHistoryAsync(account.Id, trial.Stop);
        Expect.InOrder(account.Changes, history, $"the history of '{account.Id}'");
        Expect.Equal(
            await trial.Store.LoadAsync(account.Id, trial.Stop),
            history.Aggregate(AccountAccess.Empty(account.Id), (state, next) => state.Apply(next)));
    });

    [Proves(
        "Pages of any size, from any version, return the history in version order without gaps or repetitions, and nothing past its end.",
        FailureMeans = "A caller that reads the audit history page by page misses entries, or never reaches the end.")]
    public static async Task Pages_of_the_history_have_no_gaps(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        for (var i = 0; i < 8; i++)
        {
            await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        }

        for (var after = 0; after <= account.Changes.Count + 1; after++)
        {
            foreach (var take in (int[])[1, 2, 5, 11, 12, 13, 1_000])
            {
                var page = await trial.Store.ReadHistoryAsync(account.Id, after, take, trial.Stop);
                Expect.InOrder([.. account.Changes.Skip(after).Take(take)], page, $"{take} of the history of '{account.Id}' after version {after}");
            }
        }
    }
}
