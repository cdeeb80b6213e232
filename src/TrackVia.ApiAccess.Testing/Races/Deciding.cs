using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Running;
using TrackVia.ApiAccess.Tokens;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.Testing.Races;

/// <summary>Load, decide, commit, and again on a conflict, as the library does it but without pauses. Gives the refusal, or nothing.</summary>
internal static class Deciding
{
    private static readonly UserId Admin = UserId.Parse("admin@acme.example");

    public static Task<RefusalReason?> CreateTokenAsync(IApiAccessStore store, AccountId id, CancellationToken stop)
    {
        var token = Make.Token();
        var request = new NewAuthToken(token.Name, token.ExpiresOn, token.UserId);
        return RunAsync(
            store, id, (account, stamp) => account.DecideCreateToken(stamp, request, AuthTokenId.New(), Credential.Generate(CredentialKind.AuthToken), null), stop);
    }

    public static Task<RefusalReason?> CreateApiKeyAsync(IApiAccessStore store, AccountId id, CredentialDigest digest, CancellationToken stop) =>
        RunAsync(store, id, (account, stamp) => account.DecideCreateApiKey(stamp, digest, "protected"), stop);

    public static Task<RefusalReason?> DeleteTokenAsync(IApiAccessStore store, AccountId id, AuthTokenId token, CancellationToken stop) =>
        RunAsync(store, id, (account, stamp) => account.DecideToken(stamp, token, AuthTokenTrigger.Delete), stop);

    public static Task<RefusalReason?> ResumeTokenAsync(IApiAccessStore store, AccountId id, AuthTokenId token, CancellationToken stop) =>
        RunAsync(store, id, (account, stamp) => account.DecideToken(stamp, token, AuthTokenTrigger.Resume), stop);

    private static async Task<RefusalReason?> RunAsync(
        IApiAccessStore store, AccountId id, Func<AccountAccess, ChangeStamp, Decision> decide, CancellationToken stop)
    {
        while (true)
        {
            var account = await store.LoadAsync(id, stop);
            var stamp = new ChangeStamp(ChangeId.New(), new Actor(id, Admin, IsSuperAdmin: true, HasUserProfileAccess: true), Make.Noon);
            var decision = decide(account, stamp);
            if (decision.Change is not { } change)
            {
                return decision.Refusal!.Reason;
            }

            var result = await store.CommitAsync(change, account.Apply(change), stop);
            if (result.Outcome is CommitOutcome.Committed)
            {
                return null;
            }

            Expect.Equal(CommitOutcome.Conflict, result.Outcome, $"the outcome of {Text.Of(change)}, which lost");
        }
    }
}
