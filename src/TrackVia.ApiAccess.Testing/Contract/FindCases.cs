using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class FindCases
{
    [Proves(
        "An API key is found by its digest as soon as its creation was acknowledged; the result does not contain keys that do not exist.",
        FailureMeans = "Requests with a valid key are rejected, or requests with an invalid key get further than they should.")]
    public static async Task An_API_key_is_found_by_its_digest_and_an_unknown_key_is_not(CaseRun trial)
    {
        var (first, second) = (trial.NewAccount(), trial.NewAccount());
        var (one, other, unknown) = (TestData.ApiKey(), TestData.ApiKey(), TestData.Digest());
        await NotFoundAsync(trial, one.Digest);
        await first.CommitAsync(new ApiKeyCreated { Origin = first.Next, ApiKey = one });
        await second.CommitAsync(new ApiKeyCreated { Origin = second.Next, ApiKey = other });

        var found = await trial.Store.FindAccountsAsync([unknown, other.Digest, one.Digest], trial.Stop);
        Expect.Equal(2, found.Count, "how many of two existing API keys and an unknown one are found");
        Expect.Equal(first.Id, found.GetValueOrDefault(one.Digest), "the account of the first API key");
        Expect.Equal(second.Id, found.GetValueOrDefault(other.Digest), "the account of the second API key");
    }

    [Proves(
        "Looking up the digest of an auth token finds no API key (T3).",
        FailureMeans = "An auth token that is sent in place of the API key is accepted as one.")]
    public static async Task An_auth_token_is_not_an_API_key(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        foreach (var token in account.State.Tokens)
        {
            await NotFoundAsync(trial, token.Digest);
        }
    }

    private static async Task NotFoundAsync(CaseRun trial, CredentialDigest digest)
    {
        var found = await trial.Store.FindAccountsAsync([digest], trial.Stop);
        Expect.Equal(0, found.Count, "the number of accounts that are found by a digest that does not belong to an API key");
    }
}
