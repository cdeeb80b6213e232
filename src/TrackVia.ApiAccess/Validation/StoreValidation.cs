using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Judges by what the store says now: without snapshots, or while there is no lease for them.</summary>
internal sealed class StoreValidation(IApiAccessStore store, TokenUsageRecorder? uses, IClock clock, TimeProvider timeProvider)
{
    private readonly CoalescedCall<bool>? _proof =
        store.Nodes is { } nodes ? new CoalescedCall<bool>(cancellationToken => ProveAsync(nodes, cancellationToken), ApiAccessValidator.Patience, timeProvider) : null;

    public async Task<ValidationResult> JudgeAsync(
        string userKey, CredentialDigest token, IPAddress? clientAddress, CancellationToken cancellationToken)
    {
        var account = await FindAsync(userKey, cancellationToken).ConfigureAwait(false);
        if (_proof is not null)
        {
            // What was read counts only if no other server had taken over by then.
            await _proof.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        // The account first, then the clock: a slow load never makes an expired token valid.
        var now = clock.GetCurrentInstant();
        var result = account?.Judge(token, now) ?? ValidationResult.Refused(CredentialRejection.UnknownApiKey);
        if (result.IsValid)
        {
            uses?.Note(result.Identity, now, clientAddress);
        }

        return result;
    }

    private static async Task<bool> ProveAsync(INodeRegistry nodes, CancellationToken cancellationToken)
    {
        await nodes.EnsurePrimaryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<AccountSnapshot?> FindAsync(string userKey, CancellationToken cancellationToken)
    {
        CredentialDigest.TryCompute(CredentialKind.ApiKey, userKey, out var apiKey);
        var accounts = await store.FindAccountsAsync([apiKey], cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        return accounts.TryGetValue(apiKey, out var accountId)
            ? AccountSnapshot.Of(await store.LoadAsync(accountId, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false))
            : null;
    }
}
