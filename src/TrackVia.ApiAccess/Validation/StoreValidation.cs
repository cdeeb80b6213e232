using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Validates with the current data of the store: without snapshots, or while the node has no lease for them.</summary>
internal sealed class StoreValidation(NodeServices services)
{
    private readonly CoalescedCall<bool>? _proof = services.Store.Nodes is { } nodes
        ? new CoalescedCall<bool>(cancellationToken => ProveAsync(nodes, cancellationToken), NodeServices.StoreTimeout, services.TimeProvider)
        : null;

    public async Task<Judgement> JudgeAsync(string apiKey, CredentialDigest token, CancellationToken cancellationToken)
    {
        var account = await FindAsync(apiKey, cancellationToken).ConfigureAwait(false);
        if (_proof is not null)
        {
            // The data is used only if no other server had taken over by the time it was read.
            await _proof.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        // The account first, then the clock: a slow load never makes an expired token valid.
        var now = services.Clock.GetCurrentInstant();
        return account is { } snapshot
            ? snapshot.Judge(token, now) with { Mark = null }
            : new(ValidationResult.Refused(CredentialRejection.UnknownApiKey), now);
    }

    private static async Task<bool> ProveAsync(INodeRegistry nodes, CancellationToken cancellationToken)
    {
        await nodes.EnsurePrimaryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<AccountSnapshot?> FindAsync(string apiKey, CancellationToken cancellationToken)
    {
        CredentialDigest.TryCompute(CredentialKind.ApiKey, apiKey, out var digest);
        var accounts = await services.Store.FindAccountsAsync([digest], cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        return accounts.TryGetValue(digest, out var accountId)
            ? AccountSnapshot.Of(await services.Store.LoadAsync(accountId, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false))
            : null;
    }
}
