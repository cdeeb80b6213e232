using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;
using static TrackVia.ApiAccess.Testing.Contract.CommitCases;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class UniquenessCases
{
    [Proves(
        "An API key whose digest belongs to another account is refused as a duplicate, and continues to belong to that account (T5).",
        FailureMeans = "One key opens two accounts, or moves to another account: one customer's requests reach another customer's data.")]
    public static async Task An_API_key_that_another_account_has_is_a_duplicate(CaseRun trial)
    {
        var (first, second) = (trial.NewAccount(), trial.NewAccount());
        var key = TestData.ApiKey();
        await first.CommitAsync(new ApiKeyCreated { Origin = first.Next, ApiKey = key });
        await RefusedAsync(trial, second, new ApiKeyCreated { Origin = second.Next, ApiKey = key }, CommitOutcome.DuplicateCredential);
        await first.CheckAsync();
        var found = await trial.Store.FindAccountsAsync([key.Digest], trial.Stop);
        Expect.Equal(first.Id, found.GetValueOrDefault(key.Digest), "the account that the API key is found in");
    }

    [Proves(
        "An account's API key is never replaced: another key is refused as a duplicate, even at the right version (R1).",
        FailureMeans = "The key that a customer has built into every client can be replaced without the customer's knowledge.")]
    public static async Task R1_an_API_key_is_never_replaced(CaseRun trial)
    {
        var account = trial.NewAccount();
        var key = TestData.ApiKey();
        await account.CommitAsync(new ApiKeyCreated { Origin = account.Next, ApiKey = key });
        await RefusedAsync(trial, account, new ApiKeyCreated
        {
            Origin = account.Next,
            ApiKey = TestData.ApiKey(),
        }, CommitOutcome.DuplicateCredential);
        var found = await trial.Store.FindAccountsAsync([key.Digest], trial.Stop);
        Expect.Equal(account.Id, found.GetValueOrDefault(key.Digest), "the account that the first API key is found in");
    }

    [Proves(
        "A token with an id that the account already has is refused as a duplicate, and the existing token stays unchanged (T5).",
        FailureMeans = "A token is overwritten: its user is locked out, and the audit history contains a token that never existed.")]
    public static async Task A_token_whose_id_exists_is_a_duplicate(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        foreach (var token in account.State.Tokens.ToList())
        {
            var twin = TestData.Token() with { Id = token.Id, Name = AuthTokenName.Parse("twin") };
            await RefusedAsync(trial, account, new AuthTokenCreated
            {
                Origin = account.Next,
                Token = twin,
            }, CommitOutcome.DuplicateCredential);
        }
    }

    [Proves(
        "A token with a digest that the account already has is refused as a duplicate (T5).",
        FailureMeans = "Two tokens have the same secret: deactivating one of them leaves the secret valid through the other.")]
    public static async Task A_token_whose_digest_exists_is_a_duplicate(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        foreach (var token in account.State.Tokens.ToList())
        {
            await RefusedAsync(trial, account, new AuthTokenCreated
            {
                Origin = account.Next,
                Token = TestData.Token(token.Digest),
            }, CommitOutcome.DuplicateCredential);
        }
    }

    [Proves(
        "The id and the digest of a deleted token are free: a new token may have the same id, or the same digest.",
        FailureMeans = "Deleting a token only marks its row. Such stores also tend to count deleted tokens against the cap (R10).")]
    public static async Task A_deleted_tokens_id_and_digest_are_free_again(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var deleted = account.State.Tokens.First(token => token.IsDeactivated);
        await account.CommitAsync(new AuthTokenDeleted { Origin = account.Next, TokenId = deleted.Id });
        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token(deleted.Digest) });
        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() with { Id = deleted.Id } });
        await account.CheckAsync();
    }

    [Proves(
        "Token ids and digests are unique only within their account: another account may have the same ones.",
        FailureMeans = "A refusal reveals to one account what exists in another, or one account can block another's tokens.")]
    public static async Task Two_accounts_may_have_tokens_with_the_same_id_and_digest(CaseRun trial)
    {
        var (first, second) = (trial.NewAccount(), trial.NewAccount());
        var token = TestData.Token();
        await first.CommitAsync(new AuthTokenCreated { Origin = first.Next, Token = token });
        await second.CommitAsync(new AuthTokenCreated { Origin = second.Next, Token = token });
        await first.CheckAsync();
        await second.CheckAsync();
    }

    [Proves(
        "A change that has both an old version and a credential that already exists results in a conflict, so the caller must load the account again first.",
        FailureMeans = "The caller generates a new secret and submits it at the same old version, until it gives up.")]
    public static async Task A_stale_duplicate_is_a_conflict(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var stale = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token(account.State.Tokens.First().Digest) };
        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        await RefusedAsync(trial, account, stale, CommitOutcome.Conflict);
    }
}
