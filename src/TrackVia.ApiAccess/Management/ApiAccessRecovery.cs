using System.Runtime.CompilerServices;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>Finds and deactivates auth tokens that a restored backup may have revived, in all accounts of a store.</summary>
/// <remarks>
/// <para>
/// A backup does not contain the revocations that were made after it. A token that was deactivated or deleted since, or whose user was
/// disabled or removed since, works again once the backup is restored. The store has no trace of these revocations, so every active auth
/// token could be one of them, and only a person who remembers can distinguish them. <see cref="FindAsync"/> lists the candidates;
/// <c>DeactivateAsync</c> deactivates them, and a Super Admin resumes those that are still needed.
/// </para>
/// <para>
/// A singleton, safe for use by many threads. It reads each account when the account first appears in the feed, so its memory use is
/// bounded by one page of the feed, and each account is found exactly once.
/// </para>
/// <para>Intended for operators: no permission is checked. Do not expose it to users of the host.</para>
/// </remarks>
#pragma warning disable RS0026 // The overloads differ in RevocationWait, which no optional parameter can stand in for.
public sealed class ApiAccessRecovery
{
    // An account may take a commit for each of 100 tokens before the next page is read.
    private const int PageSize = 100;

    private readonly IApiAccessStore _store;
    private readonly ApiAccessManager _manager;
    private readonly IClock _clock;

    internal ApiAccessRecovery(IApiAccessStore store, ApiAccessManager manager, IClock clock)
    {
        _store = store;
        _manager = manager;
        _clock = clock;
    }

    /// <summary>Finds the accounts with auth tokens that are active and not expired, and could have been revoked after a backup.</summary>
    /// <remarks>
    /// A token is listed even if its user is disabled now, because enabling the user would make it work again. Tokens created after
    /// <paramref name="backupEnd"/> are listed too, and marked: they were created after the restore, or the backup ended later than
    /// assumed.
    /// </remarks>
    /// <param name="backupEnd">
    /// The instant at which the backup ended. If in doubt, pass a later instant, up to that of the restore.
    /// </param>
    /// <param name="after">
    /// The position to continue from: the <see cref="RevivableAccount.Position"/> of the last account of an earlier call. Default: the
    /// start.
    /// </param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The accounts, in the order of their first changes. Accounts without such a token are omitted.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public async IAsyncEnumerable<RevivableAccount> FindAsync(
        Instant backupEnd, FeedPosition after = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _store.ReadFeedAsync(after, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            // Every account has exactly one first change, so nothing needs to be remembered.
            foreach (var first in page.Where(entry => entry.Version == 1))
            {
                var account = await _store.LoadAsync(first.AccountId, cancellationToken).ConfigureAwait(false);
                var now = _clock.GetCurrentInstant();
                var tokens =
                    from token in account.Tokens
                    where token.StateAt(now) is AuthTokenState.Active
                    select new RevivableToken(token, account.GetUser(token.UserId).CanUseTokens, token.CreatedAt > backupEnd);
                if (tokens.ToList() is { Count: > 0 } found)
                {
                    yield return new RevivableAccount(account.Id, first.Position, found);
                }
            }

            after = page[^1].Position;
        }
    }

    /// <summary>Deactivates auth tokens of an account, each by a change of its own in the account's history (R15, R26).</summary>
    /// <remarks>
    /// After an interruption, call it again with the same arguments: a token that is no longer active stays unchanged. A token that a
    /// Super Admin resumed in the meantime is deactivated again. The call returns after all commits; other nodes reject the tokens within
    /// <see cref="ApiAccessOptions.MaxStaleness"/>.
    /// </remarks>
    /// <param name="accountId">The account.</param>
    /// <param name="tokenIds">The tokens.</param>
    /// <param name="by">The operator, for the account's history. Need not be a user of the account.</param>
    /// <param name="cancellationToken">A token to cancel the operation. Changes that were already committed remain.</param>
    /// <returns>The tokens that this call deactivated, without those that were already deactivated, expired or deleted.</returns>
    /// <exception cref="ArgumentException"><paramref name="accountId"/> or <paramref name="by"/> is <c>default</c>.</exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable. Some tokens may already be deactivated.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during a commit. Some tokens may already be deactivated, including the last one attempted.
    /// </exception>
    public Task<IReadOnlyList<AuthTokenId>> DeactivateAsync(
        AccountId accountId, IEnumerable<AuthTokenId> tokenIds, UserId by, CancellationToken cancellationToken = default) =>
        DeactivateAsync(accountId, tokenIds, by, RevocationWait.Committed, cancellationToken);

    /// <summary>Deactivates auth tokens of an account, each by a change of its own in the account's history (R15, R26).</summary>
    /// <remarks>
    /// After an interruption, call it again with the same arguments: a token that is no longer active stays unchanged. A token that a
    /// Super Admin resumed in the meantime is deactivated again.
    /// </remarks>
    /// <param name="accountId">The account.</param>
    /// <param name="tokenIds">The tokens.</param>
    /// <param name="by">The operator, for the account's history. Need not be a user of the account.</param>
    /// <param name="wait">When the call returns: after all commits, or once no node accepts any of the tokens.</param>
    /// <param name="cancellationToken">A token to cancel the operation. Changes that were already committed remain.</param>
    /// <returns>The tokens that this call deactivated, without those that were already deactivated, expired or deleted.</returns>
    /// <exception cref="ArgumentException"><paramref name="accountId"/> or <paramref name="by"/> is <c>default</c>.</exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable. Some tokens may already be deactivated.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during a commit. Some tokens may already be deactivated, including the last one attempted.
    /// </exception>
    public async Task<IReadOnlyList<AuthTokenId>> DeactivateAsync(
        AccountId accountId,
        IEnumerable<AuthTokenId> tokenIds,
        UserId by,
        RevocationWait wait,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        if (accountId == default || by == default)
        {
            throw new ArgumentException("A deactivation is recorded for an account and an operator; a default id is neither. Parse one.", accountId == default ? nameof(accountId) : nameof(by));
        }

        var actor = new Actor { AccountId = accountId, UserId = by, IsSuperAdmin = true, HasUserProfileAccess = true };
        var active = await ActiveAmongAsync(accountId, tokenIds, cancellationToken).ConfigureAwait(false);
        var deactivated = new List<AuthTokenId>();
        foreach (var tokenId in active)
        {
            // A fence proves that every node also knows everything before it in the feed, so one fence for the last change is enough.
            var last = tokenId == active[^1] ? wait : RevocationWait.Committed;
            if ((await _manager.DeactivateTokenAsync(actor, tokenId, last, cancellationToken).ConfigureAwait(false)).IsSuccess)
            {
                deactivated.Add(tokenId);
            }
        }

        return deactivated;
    }

    private async Task<List<AuthTokenId>> ActiveAmongAsync(AccountId accountId, IEnumerable<AuthTokenId> tokenIds, CancellationToken cancellationToken)
    {
        var account = await _store.LoadAsync(accountId, cancellationToken).ConfigureAwait(false);
        var now = _clock.GetCurrentInstant();
        return [.. tokenIds.Distinct().Where(id => account.FindToken(id)?.StateAt(now) is AuthTokenState.Active)];
    }
}
