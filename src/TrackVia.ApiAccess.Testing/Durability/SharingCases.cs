using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Durability;

internal static class SharingCases
{
    [Proves(
        "A commit that was acknowledged on one handle is visible to every read that starts later on another handle: loads, key lookups, the history, the feed and its end.",
        FailureMeans = "A handle answers from its own memory or from a replica: a credential that was revoked on one node continues to work on another.",
        Needs = StoreTraits.Shared)]
    public static async Task A_commit_on_one_handle_is_seen_on_another(CaseRun trial)
    {
        var other = await trial.OpenAsync();
        var account = await trial.NewAccount().PrepareAsync();
        await account.CheckAsync(other);
        var key = new ApiKeyCreated { Origin = account.Next, ApiKey = TestData.ApiKey() };
        Expect.Equal(0, (await other.FindAccountsAsync([key.ApiKey.Digest], trial.Stop)).Count, "how often an API key is found before it is created");
        await account.CommitAsync(key);
        Expect.Equal(account.Id, (await other.FindAccountsAsync([key.ApiKey.Digest], trial.Stop)).GetValueOrDefault(key.ApiKey.Digest), "the account of the new API key");
        for (var i = 0; i < 20; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (trial.Store, other) : (other, trial.Store);
            var place = await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() }, writer);
            Expect.Equal(place, await reader.GetFeedEndAsync(trial.Stop), "the feed's end on another handle");
            Expect.Equal(place, (await reader.WholeFeedAsync(trial.Stop))[^1].Position, "the position of the feed's last entry on another handle");
            await account.CheckAsync(reader);
        }
    }

    [Proves(
        "A change that was committed on one handle is recognized when it is submitted again on another (T32).",
        FailureMeans = "A caller whose connection broke gets another connection and is informed that its change failed, or the change is made twice.",
        Needs = StoreTraits.Shared)]
    public static async Task A_change_is_recognized_on_another_handle(CaseRun trial)
    {
        var other = await trial.OpenAsync();
        var account = await trial.NewAccount().PrepareAsync();
        var change = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() };
        var before = account.State;
        var place = await account.CommitAsync(change);
        var again = await other.CommitAsync(change, before.Apply(change), trial.Stop);
        Expect.Equal(CommitResult.Committed(place), again, "the result of committing the same change on another handle");
        await account.CheckAsync(other);
    }
}
