using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tokens;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.Management;

/// <summary>Carries out the commands of Super Admins: load, decide, commit. A command in, a result out.</summary>
/// <remarks>
/// A singleton, safe for use by many threads. Every method reaches the actor's own account alone. An expected refusal is a result;
/// a store that cannot answer throws <see cref="StoreUnavailableException"/>, and nothing has changed, unless it is a
/// <see cref="CommitOutcomeUnknownException"/>: then the change may be stored or not.
/// </remarks>
public sealed class ApiAccessManager
{
    private readonly IApiAccessStore _store;
    private readonly ISecretProtector _protector;
    private readonly IUserDirectory _directory;
    private readonly IClock _clock;
    private readonly ApiAccessOptions _options;
    private readonly ILogger _logger;
    private readonly ChangeCommitter _committer;
    private readonly Fence _fence;

    internal ApiAccessManager(
        IApiAccessStore store,
        StoreContinuity continuity,
        LocalCommits localCommits,
        ISecretProtector protector,
        IUserDirectory directory,
        IClock clock,
        TimeProvider timeProvider,
        ApiAccessOptions options,
        ApiAccessInstruments instruments,
        ILogger logger)
    {
        _store = store;
        _protector = protector;
        _directory = directory;
        _clock = clock;
        _options = options;
        _logger = logger;
        _committer = new ChangeCommitter(store, localCommits, timeProvider, options, instruments, logger);
        _fence = new Fence(store, continuity, timeProvider, options, logger);
    }

    /// <summary>Gets the account whole: its tokens, its users' facts, whether it has an API key (R18).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The aggregate, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<AccountAccess>> GetAccountAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.IsSuperAdmin
            ? new(await _store.LoadAsync(actor.AccountId, cancellationToken).ConfigureAwait(false))
            : Refuse<AccountAccess>(actor, Refusal.SuperAdminRequired);
    }

    /// <summary>Creates the account's API key, once and for all (R1).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The key in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<DisplayedApiKey>> CreateApiKeyAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        Credential key = null!;
        return await ChangeAsync(
            actor,
            (account, stamp) =>
            {
                key = Credential.Generate(CredentialKind.ApiKey);
                return account.DecideCreateApiKey(stamp, key.Digest, _protector.Protect(key, SecretPurpose.ApiKey(account.Id)));
            },
            account => new DisplayedApiKey(key, account.ApiKey!.CreatedAt),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the account's API key in clear (R2). It authorises nothing alone (R3), so this is not audited.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The key in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<DisplayedApiKey>> GetApiKeyAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var result = await GetAccountAsync(actor, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return new(result.Refusal);
        }

        if (result.Value.ApiKey is not { } apiKey)
        {
            return Refuse<DisplayedApiKey>(actor, Refusal.ApiKeyMissing);
        }

        return _protector.TryUnprotect(apiKey.ProtectedSecret, SecretPurpose.ApiKey(actor.AccountId), out var key)
            ? new(new DisplayedApiKey(key, apiKey.CreatedAt))
            : Refuse<DisplayedApiKey>(actor, Refusal.ProtectionKeyLost);
    }

    /// <summary>Creates an auth token (R10 to R12).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="request">Name, expiration date and user.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The token with its secret, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<IssuedAuthToken>> CreateTokenAsync(
        Actor actor, NewAuthToken request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Credential secret = null!;
        AuthTokenId id = default;
        return await ChangeAsync(
            actor,
            (account, stamp) =>
            {
                id = AuthTokenId.New();
                secret = Credential.Generate(CredentialKind.AuthToken);
                var protectedSecret = _options.KeepTokenSecrets
                    ? _protector.Protect(secret, SecretPurpose.AuthToken(account.Id, id))
                    : null;
                return account.DecideCreateToken(stamp, request, id, secret, protectedSecret);
            },
            account => new IssuedAuthToken(account.FindToken(id)!, secret),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deactivates an active token (R15).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="returnWhen">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The token, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<AuthToken>> DeactivateTokenAsync(
        Actor actor, AuthTokenId tokenId, ReturnWhen returnWhen = ReturnWhen.Committed, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            actor,
            (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Deactivate),
            account => account.FindToken(tokenId)!,
            returnWhen,
            cancellationToken);

    /// <summary>Resumes a deactivated token (R15).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The token, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<AuthToken>> ResumeTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            actor,
            (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Resume),
            account => account.FindToken(tokenId)!,
            cancellationToken);

    /// <summary>Deletes a deactivated or expired token, which frees its place (R10, R15).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="returnWhen">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The deleted token's id, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<AuthTokenId>> DeleteTokenAsync(
        Actor actor, AuthTokenId tokenId, ReturnWhen returnWhen = ReturnWhen.Committed, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            actor,
            (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Delete),
            _ => tokenId,
            returnWhen,
            cancellationToken);

    /// <summary>Shows the secret of a token again, where the host keeps it; the audit entry is committed first (R14, R26).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The secret in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<Credential>> RevealTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default)
    {
        Credential? secret = null;
        return await ChangeAsync(
            actor,
            (account, stamp) =>
            {
                var decision = account.DecideRevealToken(stamp, tokenId);
                return decision.Refusal is null && !TryOpen(account, out secret)
                    ? Decision.Refused(Refusal.ProtectionKeyLost)
                    : decision;
            },
            _ => secret!,
            cancellationToken).ConfigureAwait(false);

        bool TryOpen(AccountAccess account, out Credential? opened) => _protector.TryUnprotect(
            account.FindToken(tokenId)!.ProtectedSecret!, SecretPurpose.AuthToken(account.Id, tokenId), out opened);
    }

    /// <summary>Lists the users of the host's directory, with what the account's access knows of them (R20).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The users in the directory's order, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<IReadOnlyList<ManagedUser>>> ListUsersAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var result = await GetAccountAsync(actor, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return new(result.Refusal);
        }

        var users = await _directory.ListAsync(actor.AccountId, cancellationToken).ConfigureAwait(false);
        return new(users.Select(user => new ManagedUser(user, result.Value.User(user.Id))).ToList());
    }

    /// <summary>Sets a user's designation as an API User and the enabled switch, in one change (R4, R9).</summary>
    /// <param name="actor">Who asks: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user.</param>
    /// <param name="isApiUser">Whether the user shall be an API User; <see langword="null"/> leaves it.</param>
    /// <param name="isEnabled">Whether the user shall be enabled; <see langword="null"/> leaves it.</param>
    /// <param name="returnWhen">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The user's facts, or the refusal. Setting what is set already changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<UserAccess>> SetUserAccessAsync(
        Actor actor,
        UserId userId,
        bool? isApiUser,
        bool? isEnabled,
        ReturnWhen returnWhen = ReturnWhen.Committed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var directoryUser = await _directory.FindAsync(actor.AccountId, userId, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(
            actor,
            (account, stamp) => account.DecideUserAccess(stamp, userId, directoryUser, isApiUser, isEnabled),
            account => account.User(userId),
            returnWhen,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets a user that the host removed, and deactivates the user's tokens in the same change (R9).</summary>
    /// <param name="actor">Who asks: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user; need not be in the directory any more.</param>
    /// <param name="returnWhen">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The user's id, or the refusal. Removing a user of whom nothing is known changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<UserId>> RemoveUserAsync(
        Actor actor, UserId userId, ReturnWhen returnWhen = ReturnWhen.Committed, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, (account, stamp) => account.DecideRemoveUser(stamp, userId), _ => userId, returnWhen, cancellationToken);

    /// <summary>Reads the account's history, oldest first (R26).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="afterVersion">The version after which to read, 0 or more.</param>
    /// <param name="take">The most changes to give: 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The changes by version, or the refusal.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="afterVersion"/> or <paramref name="take"/> is out of bounds.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<IReadOnlyList<AccessChange>>> ReadHistoryAsync(
        Actor actor, long afterVersion, int take, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfNegative(afterVersion);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, IApiAccessStore.MaxTake);
        return actor.IsSuperAdmin
            ? new(await _store.ReadHistoryAsync(actor.AccountId, afterVersion, take, cancellationToken).ConfigureAwait(false))
            : Refuse<IReadOnlyList<AccessChange>>(actor, Refusal.SuperAdminRequired);
    }

    /// <summary>Gets when and from where the account's auth tokens were last used, as far as that is written down.</summary>
    /// <remarks>
    /// A use is at most <see cref="ApiAccessOptions.TokenUseInterval"/> older than the last one, and shown as late again: of several within an
    /// interval the first is written down, with its client address if the host gives any.
    /// </remarks>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uses by token, without those of which no use is known, or the refusal. Empty where the store keeps none (<see cref="ITokenUseLog"/>).</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<IReadOnlyDictionary<AuthTokenId, TokenUse>>> GetTokenUsesAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return !actor.IsSuperAdmin ? Refuse<IReadOnlyDictionary<AuthTokenId, TokenUse>>(actor, Refusal.SuperAdminRequired)
            : _store is ITokenUseLog log ? new(await log.ReadUsesAsync(actor.AccountId, cancellationToken).ConfigureAwait(false))
            : new(new Dictionary<AuthTokenId, TokenUse>());
    }

    /// <summary>Gets what the account's access knows of a user, for <see cref="ApiUserPolicy"/> at the host's sign-in (R5 to R7).</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user's facts; <see cref="UserAccess.Ordinary"/> when nothing is known.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<UserAccess> GetUserAccessAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken = default) =>
        (await _store.LoadAsync(accountId, cancellationToken).ConfigureAwait(false)).User(userId);

    private Task<ManagementResult<T>> ChangeAsync<T>(
        Actor actor, Func<AccountAccess, ChangeStamp, Decision> decide, Func<AccountAccess, T> select, CancellationToken cancellationToken)
        where T : notnull => ChangeAsync(actor, decide, select, ReturnWhen.Committed, cancellationToken);

    private async Task<ManagementResult<T>> ChangeAsync<T>(
        Actor actor,
        Func<AccountAccess, ChangeStamp, Decision> decide,
        Func<AccountAccess, T> select,
        ReturnWhen returnWhen,
        CancellationToken cancellationToken)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        using var activity = ApiAccessActivities.StartChange(actor.AccountId);
        var (decision, account, position) = await _committer.CommitAsync(
            actor.AccountId,
            account => decide(account, new ChangeStamp(ChangeId.New(), actor, _clock.GetCurrentInstant())),
            cancellationToken).ConfigureAwait(false);
        ApiAccessActivities.Conclude(activity, decision);

        if (decision.Refusal is { } refusal)
        {
            return Refuse<T>(actor, refusal);
        }

        if (decision.Change is { } change)
        {
            Log.ChangeCommitted(_logger, change.GetType().Name, change.AccountId, change.Version, change.By);
        }

        if (returnWhen is not ReturnWhen.Fenced)
        {
            return new(select(account));
        }

        // Where nothing was to change, an earlier change made it so, at the feed's end or before.
        var changed = position is { } place
            ? new FeedMark(place, decision.Change!.Id)
            : await _store.ReadEndAsync(cancellationToken).ConfigureAwait(false);
        return new(select(account), await _fence.WaitAsync(changed, cancellationToken).ConfigureAwait(false));
    }

    private ManagementResult<T> Refuse<T>(Actor actor, Refusal refusal)
        where T : notnull
    {
        Log.CommandRefused(_logger, refusal.Reason, actor.AccountId, actor.UserId);
        return new(refusal);
    }
}
