using System.Runtime.CompilerServices;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>Finds and deactivates what a restored backup may have revived, over all accounts of a store.</summary>
/// <remarks>
/// <para>
/// A backup does not know what was revoked after it: a token that was deactivated or deleted since, or whose user was disabled or removed
/// since, works again once the backup is restored. No trace of these revocations is left, so every auth token that is active could be one
/// of them, and only somebody who remembers can tell which. <see cref="FindAsync"/> lists them; <see cref="DeactivateAsync"/> deactivates
/// them, and a Super Admin resumes those that are still wanted.
/// </para>
/// <para>
/// A singleton, safe for use by many threads. It reads each account as the feed first names it, so its memory is bounded by one page of the
/// feed, and an account is found exactly once.
/// </para>
/// <para>It is for operators: no permission is checked. Do not expose it to users of the host.</para>
/// </remarks>
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
    /// A token counts even if its user is disabled now: enabling the user would bring it back. Tokens created after
    /// <paramref name="backupEnd"/> are listed too, and marked: they were created since the restore, or the backup ended later than assumed.
    /// </remarks>
    /// <param name="backupEnd">The instant at which the backup ended. If in doubt, a later one, up to that of the restore.</param>
    /// <param name="after">Where to go on: the <see cref="RevivableAccount.Position"/> of the last account of an earlier call. Default: from the start.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The accounts, in the order of their first changes; those without such a token are left out.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async IAsyncEnumerable<RevivableAccount> FindAsync(
        Instant backupEnd, FeedPosition after = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _store.ReadFeedAsync(after, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            // Every account has exactly one first change, so none need be remembered.
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
    /// Interrupted, it is called again with the same arguments: a token that is no longer active is left as it is. A token that a Super Admin
    /// resumed in the meantime is deactivated again.
    /// </remarks>
    /// <param name="accountId">The account.</param>
    /// <param name="tokenIds">The tokens.</param>
    /// <param name="by">The operator, for the account's history. Need not be a user of the account.</param>
    /// <param name="wait">
    /// Whether to return when all is committed, or when no node can accept any of the tokens. Default: committed; nodes then refuse within
    /// <see cref="ApiAccessOptions.MaxStaleness"/>.
    /// </param>
    /// <param name="cancellationToken">A token to cancel the operation. What was committed before stays.</param>
    /// <returns>The tokens that this call deactivated; without those that were deactivated, expired or deleted already.</returns>
    /// <exception cref="ArgumentException"><paramref name="accountId"/> or <paramref name="by"/> is <c>default</c>.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now. Some tokens may be deactivated already.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during a commit. Some tokens may be deactivated already, the last one among them.</exception>
    public async Task<IReadOnlyList<AuthTokenId>> DeactivateAsync(
        AccountId accountId,
        IEnumerable<AuthTokenId> tokenIds,
        UserId by,
        RevocationWait wait = RevocationWait.Committed,
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
            // A fence proves that everything before it in the feed is known too, so the last one is enough.
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
