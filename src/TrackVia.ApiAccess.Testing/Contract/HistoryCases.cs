using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class HistoryCases
{
    [Proves(
        "Every change of every kind stands in its account's history as it was committed, and the history replays to the state (R26).",
        FailureMeans = "The audit lacks a change, or tells another story than the state: who revoked what, and when, cannot be shown.")]
    public static Task The_history_tells_every_change_as_it_was_committed(CaseRun trial) => trial.ForEveryKindAsync(async (account, change) =>
    {
        await account.CommitAsync(change);
        var history = await trial.Store.WholeHistoryAsync(account.Id, trial.Stop);
        Expect.InOrder(account.Changes, history, $"the history of '{account.Id}'");
        Expect.Equal(
            await trial.Store.LoadAsync(account.Id, trial.Stop),
            history.Aggregate(AccountAccess.Empty(account.Id), (state, next) => state.Apply(next)));
    });

    [Proves(
        "Pages of any size, from any version on, give the history by version without a gap or a repetition, and nothing past its end.",
        FailureMeans = "Who reads the audit page by page misses entries, or never comes to the end.")]
    public static async Task The_history_is_read_in_pages_without_a_gap(CaseRun trial)
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
