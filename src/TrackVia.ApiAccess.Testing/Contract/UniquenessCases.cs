using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;
using static TrackVia.ApiAccess.Testing.Contract.CommitCases;

namespace TrackVia.ApiAccess.Testing.Contract;

internal static class UniquenessCases
{
    [Proves(
        "An API key whose digest another account has is refused as a duplicate, and goes on belonging to that account (T5).",
        FailureMeans = "One key opens two accounts, or changes hands: a customer's requests reach another customer's data.")]
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
        "An account's API key is never replaced: another one is refused as a duplicate even at the version that fits (R1).",
        FailureMeans = "The key that a customer built into every client can be exchanged behind the customer's back.")]
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
        "A token whose id the account has is refused as a duplicate, and the token that is there stays as it was (T5).",
        FailureMeans = "A token is overwritten: its user is locked out, and the audit tells of a token that never was.")]
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
        "A token whose digest the account has is refused as a duplicate (T5).",
        FailureMeans = "One secret is two tokens: deactivating the one leaves the secret at work as the other.")]
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
        "Ids and digests of deleted tokens count no more: the same id, or the same digest, can be stored again.",
        FailureMeans = "Deleting marks a row and does not free it; such stores also tend to count deleted tokens against the cap (R10).")]
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
        "Token ids and digests are unique within their account alone: two accounts may hold the same.",
        FailureMeans = "An account learns from a refusal what exists in another, or can block another's tokens.")]
    public static async Task Two_accounts_may_hold_tokens_of_one_id_and_digest(CaseRun trial)
    {
        var (first, second) = (trial.NewAccount(), trial.NewAccount());
        var token = TestData.Token();
        await first.CommitAsync(new AuthTokenCreated { Origin = first.Next, Token = token });
        await second.CommitAsync(new AuthTokenCreated { Origin = second.Next, Token = token });
        await first.CheckAsync();
        await second.CheckAsync();
    }

    [Proves(
        "A change that neither fits the version nor is new in its credential is answered with a conflict: its decider must load again first.",
        FailureMeans = "The caller makes a new secret and submits it at the same stale version, until it gives up.")]
    public static async Task A_stale_duplicate_is_a_conflict(CaseRun trial)
    {
        var account = await trial.NewAccount().PrepareAsync();
        var stale = new AuthTokenCreated { Origin = account.Next, Token = TestData.Token(account.State.Tokens.First().Digest) };
        await account.CommitAsync(new AuthTokenCreated { Origin = account.Next, Token = TestData.Token() });
        await RefusedAsync(trial, account, stale, CommitOutcome.Conflict);
    }
}
