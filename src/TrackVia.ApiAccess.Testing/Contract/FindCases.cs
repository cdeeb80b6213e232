using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class FindCases
{
    [Proves(
        "An API key is found by its digest as soon as its creation was answered; a key that does not exist is absent from the answer.",
        FailureMeans = "Requests with a good key are refused, or requests with a wrong one get further than they should.")]
    public static async Task An_API_key_is_found_by_its_digest_and_an_unknown_one_is_absent(CaseRun trial)
    {
        var (first, second) = (trial.NewAccount(), trial.NewAccount());
        var (one, other, unknown) = (TestData.ApiKey(), TestData.ApiKey(), TestData.Digest());
        await NotFoundAsync(trial, one.Digest);
        await first.CommitAsync(new ApiKeyCreated { Origin = first.Next, ApiKey = one });
        await second.CommitAsync(new ApiKeyCreated { Origin = second.Next, ApiKey = other });

        var found = await trial.Store.FindAccountsAsync([unknown, other.Digest, one.Digest], trial.Stop);
        Expect.Equal(2, found.Count, "how many of two known API keys and an unknown one are found");
        Expect.Equal(first.Id, found.GetValueOrDefault(one.Digest), "the account of the first API key");
        Expect.Equal(second.Id, found.GetValueOrDefault(other.Digest), "the account of the second API key");
    }

    [Proves(
        "The digest of an auth token is found as no API key (T3).",
        FailureMeans = "A token in the key's place is taken for a key.")]
    public static async Task An_auth_token_is_no_API_key(CaseRun trial)
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
        Expect.Equal(0, found.Count, "how many accounts a digest that is no API key's is found in");
    }
}
