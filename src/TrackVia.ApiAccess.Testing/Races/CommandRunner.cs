using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Races;

/// <summary>
/// Loads, decides, commits, and retries on a conflict, as the library does but without pauses. Returns the refusal, if there is one.
/// </summary>
/// <remarks>All contenders wait for each other once between load and commit, so that they race even on the fastest store.</remarks>
internal sealed class CommandRunner(int contenders, AccountId id, CancellationToken cancellationToken)
{
    private static readonly UserId Admin = UserId.Parse("admin@acme.example");

    private readonly TaskCompletionSource _allLoaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _loading = contenders;

    public Task<CommandRefusalReason?> CreateTokenAsync(IApiAccessStore store)
    {
        var token = TestData.Token();
        var request = new NewAuthToken { Name = token.Name, ExpiresOn = token.ExpiresOn, UserId = token.UserId };
        return RunAsync(
            store, (account, stamp) => account.DecideCreateToken(stamp, request, AuthTokenId.New(), Credential.Generate(CredentialKind.AuthToken), null));
    }

    public Task<CommandRefusalReason?> CreateApiKeyAsync(IApiAccessStore store, CredentialDigest digest) =>
        RunAsync(store, (account, stamp) => account.DecideCreateApiKey(stamp, digest, "protected"));

    public Task<CommandRefusalReason?> DeleteTokenAsync(IApiAccessStore store, AuthTokenId token) =>
        RunAsync(store, (account, stamp) => account.DecideToken(stamp, token, AuthTokenTrigger.Delete));

    public Task<CommandRefusalReason?> ResumeTokenAsync(IApiAccessStore store, AuthTokenId token) =>
        RunAsync(store, (account, stamp) => account.DecideToken(stamp, token, AuthTokenTrigger.Resume));

    private async Task<CommandRefusalReason?> RunAsync(IApiAccessStore store, Func<AccountAccess, ChangeStamp, Decision> decide)
    {
        for (var attempt = 1; ; attempt++)
        {
            var account = await store.LoadAsync(id, cancellationToken);
            if (attempt == 1)
            {
                await MeetAsync();
            }

            var stamp = new ChangeStamp(ChangeId.New(), new Actor
            {
                AccountId = id,
                UserId = Admin,
                IsSuperAdmin = true,
                HasUserProfileAccess = true,
            }, TestData.Noon);
            var decision = decide(account, stamp);
            if (decision.Change is not { } change)
            {
                return decision.Refusal!.Reason;
            }

            var result = await store.CommitAsync(change, account.Apply(change), cancellationToken);
            if (result.Outcome is CommitOutcome.Committed)
            {
                return null;
            }

            Expect.Equal(CommitOutcome.Conflict, result.Outcome, $"the outcome of {Text.Of(change)}, which lost");
        }
    }

    private Task MeetAsync()
    {
        if (Interlocked.Decrement(ref _loading) == 0)
        {
            _allLoaded.SetResult();
        }

        return _allLoaded.Task.WaitAsync(cancellationToken);
    }
}
