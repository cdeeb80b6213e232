using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>Carries out the commands of Super Admins: load, decide, commit. A command in, a result out.</summary>
/// <remarks>
/// A singleton, safe for use by many threads. Every method reaches the actor's own account alone. An expected refusal is a result;
/// a store that cannot answer throws <see cref="StoreUnavailableException"/>, and nothing has changed. A command whose commit broke off throws
/// <see cref="CommitOutcomeUnknownException"/>: the change may be stored or not. Both are <see cref="ApiAccessStoreException"/>s.
/// </remarks>
public sealed class ApiAccessManager
{
    private readonly IApiAccessStore _store;
    private readonly ProtectorCalls _protector;
    private readonly DirectoryCalls _directory;
    private readonly IClock _clock;
    private readonly ApiAccessOptions _options;
    private readonly ILogger _logger;
    private readonly StoreQueue _queue = new(ApiAccessValidator.Patience);
    private readonly StoreQueue _sessionQueue = new(ApiAccessValidator.Patience);
    private readonly ChangeCommitter _committer;
    private readonly Fence _fence;

    internal ApiAccessManager(
        IApiAccessStore store,
        StoreContinuity continuity,
        LocalCommitNotifier localCommits,
        ISecretProtector protector,
        IUserDirectory directory,
        HostCallbacks callbacks,
        IClock clock,
        TimeProvider timeProvider,
        ApiAccessOptions options,
        ApiAccessInstruments instruments,
        ILogger logger)
    {
        _store = store;
        _protector = new ProtectorCalls(protector, callbacks);
        _directory = new DirectoryCalls(directory, callbacks, logger);
        _clock = clock;
        _options = options;
        _logger = logger;
        _committer = new ChangeCommitter(store, _queue, localCommits, timeProvider, options, instruments, logger);
        _fence = new Fence(store, continuity, _queue, timeProvider, options, logger);
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
            ? new(await _queue.RunAsync(() => _store.LoadAsync(actor.AccountId, cancellationToken), cancellationToken).ConfigureAwait(false))
            : Refuse<AccountAccess>(actor, CommandRefusal.SuperAdminRequired);
    }

    /// <summary>Creates the account's API key, once and for all (R1).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The key in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public async Task<ManagementResult<DisplayedApiKey>> CreateApiKeyAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        Credential key = null!;
        return await ChangeAsync(
            actor,
            async (account, stop) =>
            {
                key = Credential.Generate(CredentialKind.ApiKey);
                var protectedSecret = await _protector.ProtectAsync(key, SecretPurpose.ApiKey(account.Id), stop).ConfigureAwait(false);
                return account.DecideCreateApiKey(Stamp(actor), key.Digest, protectedSecret);
            },
            account => new DisplayedApiKey(key, account.ApiKey!.CreatedAt),
            RevocationWait.Committed,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the account's API key in clear (R2). It authorises nothing alone (R3), so this is not audited.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The key in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public async Task<ManagementResult<DisplayedApiKey>> GetApiKeyAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var result = await GetAccountAsync(actor, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return new(result.Refusal);
        }

        if (result.Value.ApiKey is not { } apiKey)
        {
            return Refuse<DisplayedApiKey>(actor, CommandRefusal.ApiKeyMissing);
        }

        var key = await _protector
            .UnprotectAsync(apiKey.ProtectedSecret, SecretPurpose.ApiKey(actor.AccountId), apiKey.Digest, cancellationToken).ConfigureAwait(false);
        return key is not null
            ? new(new DisplayedApiKey(key, apiKey.CreatedAt))
            : Refuse<DisplayedApiKey>(actor, CommandRefusal.ProtectionKeyLost);
    }

    /// <summary>Creates an auth token (R10 to R12).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="request">Name, expiration date and user.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The token with its secret, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public async Task<ManagementResult<IssuedAuthToken>> CreateTokenAsync(
        Actor actor, NewAuthToken request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Credential secret = null!;
        AuthTokenId id = default;
        return await ChangeAsync(
            actor,
            async (account, stop) =>
            {
                id = AuthTokenId.New();
                secret = Credential.Generate(CredentialKind.AuthToken);
                var protectedSecret = _options.KeepTokenSecrets
                    ? await _protector.ProtectAsync(secret, SecretPurpose.AuthToken(account.Id, id), stop).ConfigureAwait(false)
                    : null;
                return account.DecideCreateToken(Stamp(actor), request, id, secret, protectedSecret);
            },
            account => new IssuedAuthToken(account.FindToken(id)!, secret),
            RevocationWait.Committed,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deactivates an active token (R15).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="wait">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The token, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    public Task<ManagementResult<AuthToken>> DeactivateTokenAsync(
        Actor actor, AuthTokenId tokenId, RevocationWait wait = RevocationWait.Committed, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            actor,
            (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Deactivate),
            account => account.FindToken(tokenId)!,
            wait,
            cancellationToken);

    /// <summary>Resumes a deactivated token (R15).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The token, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
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
    /// <param name="wait">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The deleted token's id, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    public Task<ManagementResult<AuthTokenId>> DeleteTokenAsync(
        Actor actor, AuthTokenId tokenId, RevocationWait wait = RevocationWait.Committed, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            actor,
            (account, stamp) => account.DecideToken(stamp, tokenId, AuthTokenTrigger.Delete),
            _ => tokenId,
            wait,
            cancellationToken);

    /// <summary>Shows the secret of a token again, where the host keeps it; the audit entry is committed first (R14, R26).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The secret in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public async Task<ManagementResult<Credential>> RevealTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default)
    {
        Credential? secret = null;
        return await ChangeAsync(
            actor,
            async (account, stop) =>
            {
                var decision = account.DecideRevealToken(Stamp(actor), tokenId);
                if (decision.Refusal is not null)
                {
                    return decision;
                }

                var token = account.FindToken(tokenId)!;
                secret = await _protector
                    .UnprotectAsync(token.ProtectedSecret!, SecretPurpose.AuthToken(account.Id, tokenId), token.Digest, stop).ConfigureAwait(false);
                return secret is null ? Decision.Refused(CommandRefusal.ProtectionKeyLost) : decision;
            },
            _ => secret!,
            RevocationWait.Committed,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the users of the host's directory, with what the account's access knows of them, and those whom only the account knows (R20).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The users in the directory's order, then the users whom the directory lacks, by id; or the refusal.</returns>
    /// <exception cref="HostCallbackException">The directory failed. <see cref="GetAccountAsync"/> has the users whom the account knows.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<IReadOnlyList<ManagedUser>>> ListUsersAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var result = await GetAccountAsync(actor, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return new(result.Refusal);
        }

        var users = await _directory.ListAsync(actor.AccountId, cancellationToken).ConfigureAwait(false);
        var listed = users.Select(user => user.Id).ToHashSet();
        return new(
        [
            .. users.Select(user => new ManagedUser(user, result.Value.GetUser(user.Id))),
            .. from access in result.Value.Users
               where !listed.Contains(access.UserId)
               select new ManagedUser(StandIn(access.UserId), access, isInDirectory: false),
        ]);
    }

    /// <summary>Sets a user's designation as an API User and the enabled switch, in one change (R4, R9, R27).</summary>
    /// <remarks>
    /// Designating a user and enabling one again ask the host's directory. Disabling a user and taking the designation away do not, if the account
    /// knows the user; another user is looked up, and while the directory fails, the user is taken to exist.
    /// </remarks>
    /// <param name="actor">Who asks: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user.</param>
    /// <param name="change">The settings to set; what is <see langword="null"/> in it stays as it is.</param>
    /// <param name="wait">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The user's facts, or the refusal. Setting what is set already changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    /// <exception cref="HostCallbackException">The user is to be designated or enabled, and the directory failed. Nothing was changed.</exception>
    public async Task<ManagementResult<UserAccess>> SetUserAccessAsync(
        Actor actor,
        UserId userId,
        UserAccessChange change,
        RevocationWait wait = RevocationWait.Committed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(change);
        DirectoryUser? directoryUser = null;
        return await ChangeAsync(
            actor,
            async (account, stop) =>
            {
                var decision = account.DecideUserAccess(Stamp(actor), userId, directoryUser, change.IsApiUser, change.IsEnabled);
                if (directoryUser is not null || decision.Refusal?.Reason is not CommandRefusalReason.UserNotFound)
                {
                    return decision;
                }

                // Only where the account's own facts do not suffice.
                directoryUser = await FindUserAsync(actor.AccountId, userId, isGrant: change.IsApiUser is true || change.IsEnabled is true, stop).ConfigureAwait(false);
                return account.DecideUserAccess(Stamp(actor), userId, directoryUser, change.IsApiUser, change.IsEnabled);
            },
            account => account.GetUser(userId),
            wait,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets a user that the host removed, and deactivates the user's tokens in the same change (R9, R27).</summary>
    /// <param name="actor">Who asks: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user; need not be in the directory any more.</param>
    /// <param name="wait">Whether to return when it is committed, or when no node can accept any more.</param>
    /// <param name="cancellationToken">Stops before the commit begins; after it, stops waiting for the fence, and the result says so.</param>
    /// <returns>The user's id, or the refusal. Removing a user of whom nothing is known changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    public Task<ManagementResult<UserId>> RemoveUserAsync(
        Actor actor, UserId userId, RevocationWait wait = RevocationWait.Committed, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, (account, stamp) => account.DecideRemoveUser(stamp, userId), _ => userId, wait, cancellationToken);

    /// <summary>Reads the account's history, oldest first (R26).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="afterVersion">The version after which to read, 0 or more.</param>
    /// <param name="maxCount">The most changes to give: 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The changes by version, or the refusal.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="afterVersion"/> or <paramref name="maxCount"/> is out of bounds.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<IReadOnlyList<AccessChange>>> ReadHistoryAsync(
        Actor actor, long afterVersion, int maxCount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfNegative(afterVersion);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, IApiAccessStore.MaxPageSize);
        return actor.IsSuperAdmin
            ? new(await _queue.RunAsync(() => _store.ReadHistoryAsync(actor.AccountId, afterVersion, maxCount, cancellationToken), cancellationToken).ConfigureAwait(false))
            : Refuse<IReadOnlyList<AccessChange>>(actor, CommandRefusal.SuperAdminRequired);
    }

    /// <summary>Gets when and from where the account's auth tokens were last used, as far as that is written down.</summary>
    /// <remarks>
    /// A use is at most <see cref="ApiAccessOptions.TokenUsageFlushInterval"/> older than the last one, and shown as late again: of several within an
    /// interval the first is written down, with its client address if the host gives any.
    /// </remarks>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uses by token, without those of which no use is known, or the refusal. Empty where the store keeps none (<see cref="ITokenUsageStore"/>).</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<ManagementResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>> GetTokenUsageAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return !actor.IsSuperAdmin ? Refuse<IReadOnlyDictionary<AuthTokenId, TokenUsage>>(actor, CommandRefusal.SuperAdminRequired)
            : _store is ITokenUsageStore log
                ? new(await _queue.RunAsync(() => log.ReadUsageAsync(actor.AccountId, cancellationToken), cancellationToken).ConfigureAwait(false))
            : new(new Dictionary<AuthTokenId, TokenUsage>());
    }

    /// <summary>Gets what the account's access knows of a user, for <see cref="ApiUserPolicy"/> at the host's sign-in (R5 to R7).</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user's facts; <see cref="UserAccess.Ordinary"/> when nothing is known.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public async Task<UserAccess> GetUserAccessAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken = default) =>
        (await _sessionQueue.RunAsync(() => _store.LoadAsync(accountId, cancellationToken), cancellationToken).ConfigureAwait(false)).GetUser(userId);

    /// <summary>A user of whom the directory says nothing: taken to exist, and nothing can be granted to the user.</summary>
    private static DirectoryUser StandIn(UserId userId) => new() { Id = userId, DisplayName = userId.Value, IsActive = false };

    /// <summary>Finds a user in the directory. A revocation does not need it: while it fails, the user is taken to exist.</summary>
    private async Task<DirectoryUser?> FindUserAsync(AccountId accountId, UserId userId, bool isGrant, CancellationToken cancellationToken)
    {
        try
        {
            return await _directory.FindAsync(accountId, userId, cancellationToken).ConfigureAwait(false);
        }
        catch (HostCallbackException) when (!isGrant)
        {
            return StandIn(userId);
        }
    }

    private ChangeStamp Stamp(Actor actor) => new(ChangeId.New(), actor, _clock.GetCurrentInstant());

    private Task<ManagementResult<T>> ChangeAsync<T>(
        Actor actor, Func<AccountAccess, ChangeStamp, Decision> decide, Func<AccountAccess, T> select, CancellationToken cancellationToken)
        where T : notnull => ChangeAsync(actor, decide, select, RevocationWait.Committed, cancellationToken);

    private Task<ManagementResult<T>> ChangeAsync<T>(
        Actor actor,
        Func<AccountAccess, ChangeStamp, Decision> decide,
        Func<AccountAccess, T> select,
        RevocationWait wait,
        CancellationToken cancellationToken)
        where T : notnull => ChangeAsync(actor, (account, _) => new(decide(account, Stamp(actor))), select, wait, cancellationToken);

    private async Task<ManagementResult<T>> ChangeAsync<T>(
        Actor actor,
        Func<AccountAccess, CancellationToken, ValueTask<Decision>> decide,
        Func<AccountAccess, T> select,
        RevocationWait wait,
        CancellationToken cancellationToken)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        using var activity = ApiAccessActivities.StartChange(actor.AccountId);
        var (decision, account, position) = await _committer.CommitAsync(actor.AccountId, decide, cancellationToken).ConfigureAwait(false);
        ApiAccessActivities.Conclude(activity, decision);

        if (decision.Refusal is { } refusal)
        {
            return Refuse<T>(actor, refusal);
        }

        if (decision.Change is { } change)
        {
            ManagementLog.ChangeCommitted(_logger, change.Kind, change.AccountId, change.Version, change.By);
        }

        if (wait is not RevocationWait.AllNodes)
        {
            return new(select(account));
        }

        FeedMark? committed = position is { } place ? new FeedMark(place, decision.Change!.Id) : null;
        return new(select(account), await _fence.WaitAsync(committed, cancellationToken).ConfigureAwait(false));
    }

    private ManagementResult<T> Refuse<T>(Actor actor, CommandRefusal refusal)
        where T : notnull
    {
        ManagementLog.CommandRefused(_logger, refusal.Reason, actor.AccountId, actor.UserId);
        return new(refusal);
    }
}
