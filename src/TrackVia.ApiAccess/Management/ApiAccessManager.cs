using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Nodes;
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
    private readonly NodeServices _services;
    private readonly ProtectorCalls _protector;
    private readonly DirectoryCalls _directory;
    private readonly UserPages _users;
    private readonly StoreQueue _queue;
    private readonly ChangeCommitter _committer;
    private readonly Fence _fence;
    private readonly ILogger _logger;

    internal ApiAccessManager(
        NodeServices services, StoreQueue queue, ChangeCommitter committer, Fence fence, ProtectorCalls protector, DirectoryCalls directory)
    {
        _services = services;
        _queue = queue;
        _committer = committer;
        _fence = fence;
        _protector = protector;
        _directory = directory;
        _users = new UserPages(directory);
        _logger = services.LoggerFactory.CreateLogger<ApiAccessManager>();
    }

    /// <summary>Gets the account whole: its tokens, its users' facts, whether it has an API key (R18).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The aggregate, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<AccountAccess>> GetAccountAsync(Actor actor, CancellationToken cancellationToken = default) =>
        ReadAsync(actor, store => store.LoadAsync(actor.AccountId, cancellationToken), cancellationToken);

    /// <summary>Creates the account's API key, once and for all (R1).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops before the commit begins.</param>
    /// <returns>The key in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    /// <exception cref="CommitOutcomeUnknownException">The store broke off during the commit: the change may be made or not.</exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public Task<ManagementResult<DisplayedApiKey>> CreateApiKeyAsync(Actor actor, CancellationToken cancellationToken = default) => ChangeAsync(
        actor,
        async (account, stopping) =>
        {
            var key = Credential.Generate(CredentialKind.ApiKey);
            var protectedSecret = await _protector.ProtectAsync(key, SecretPurpose.ApiKey(account.Id), stopping).ConfigureAwait(false);
            return new Attempt<DisplayedApiKey>(
                account.DecideCreateApiKey(Stamp(actor), key.Digest, protectedSecret),
                after => new DisplayedApiKey(key, after.ApiKey!.CreatedAt));
        },
        RevocationWait.Committed,
        cancellationToken);

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
    public Task<ManagementResult<IssuedAuthToken>> CreateTokenAsync(
        Actor actor, NewAuthToken request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ChangeAsync(
            actor,
            async (account, stopping) =>
            {
                var id = AuthTokenId.New();
                var secret = Credential.Generate(CredentialKind.AuthToken);
                var protectedSecret = _services.Options.KeepTokenSecrets
                    ? await _protector.ProtectAsync(secret, SecretPurpose.AuthToken(account.Id, id), stopping).ConfigureAwait(false)
                    : null;
                return new Attempt<IssuedAuthToken>(
                    account.DecideCreateToken(Stamp(actor), request, id, secret, protectedSecret),
                    after => new IssuedAuthToken(after.FindToken(id)!, secret));
            },
            RevocationWait.Committed,
            cancellationToken);
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
            RevocationWait.Committed,
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
    public Task<ManagementResult<Credential>> RevealTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) => ChangeAsync(
        actor,
        async (account, stopping) =>
        {
            var decision = account.DecideRevealToken(Stamp(actor), tokenId);
            var secret = decision.Refusal is null && account.FindToken(tokenId) is { } token
                ? await _protector
                    .UnprotectAsync(token.ProtectedSecret!, SecretPurpose.AuthToken(account.Id, tokenId), token.Digest, stopping).ConfigureAwait(false)
                : null;
            return new Attempt<Credential>(
                secret is null && decision.Refusal is null ? Decision.Refused(CommandRefusal.ProtectionKeyLost) : decision, _ => secret!);
        },
        RevocationWait.Committed,
        cancellationToken);

    /// <summary>Lists the users whom the account knows: API Users and users who are disabled here, also those whom the host's directory lacks (R20).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="continuationToken">The <see cref="ManagedUserPage.ContinuationToken"/> of the page before; <see langword="null"/> for the first page.</param>
    /// <param name="maxCount">How many users the page may have: 1 to <see cref="DirectorySearch.MaxPageSize"/>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A page of the users by id, or the refusal. The directory is asked for the profiles of this page only.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxCount"/> is out of bounds.</exception>
    /// <exception cref="FormatException"><paramref name="continuationToken"/> does not come from a page of this list.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<ManagedUserPage>> ListUsersAsync(
        Actor actor, string? continuationToken, int maxCount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, DirectorySearch.MaxPageSize);
        return ReadUsersAsync(actor, account => _users.ListAsync(account, continuationToken, maxCount, cancellationToken), cancellationToken);
    }

    /// <summary>Finds users by their ids, for their names.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="userIds">At most <see cref="DirectorySearch.MaxPageSize"/> ids.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The users of the ids, each once and in the order given, or the refusal. A user whom the directory lacks is a stand-in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more ids.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<ManagedUserPage>> FindUsersAsync(
        Actor actor, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(userIds.Count, DirectorySearch.MaxPageSize);
        return ReadUsersAsync(actor, account => _users.FindAsync(account, userIds.Distinct().ToList(), cancellationToken), cancellationToken);
    }

    /// <summary>Searches the host's directory, to designate a user or to assign an auth token (R4, R11).</summary>
    /// <remarks>While the directory fails, the users whom the account knows are searched by their ids, and the page has the failure.</remarks>
    /// <param name="actor">Who asks.</param>
    /// <param name="search">The text, the page, and which users count.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A page of the users in the directory's order, or the refusal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The text is too long, or the size of the page is out of bounds.</exception>
    /// <exception cref="FormatException">The continuation token does not come from a page of a search.</exception>
    /// <exception cref="HostCallbackException">The directory failed while its later pages were read. Search again from the first page.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<ManagedUserPage>> SearchUsersAsync(
        Actor actor, ManagedUserSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(search.Text.Length, ManagedUserSearch.MaxTextLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(search.MaxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(search.MaxCount, DirectorySearch.MaxPageSize);
        return ReadUsersAsync(actor, account => _users.SearchAsync(account, search, cancellationToken), cancellationToken);
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
            async (account, stopping) =>
            {
                var decision = account.DecideUserAccess(Stamp(actor), userId, directoryUser, change.IsApiUser, change.IsEnabled);
                if (directoryUser is null && decision.Refusal?.Reason is CommandRefusalReason.UserNotFound)
                {
                    // Only where the account's own facts do not suffice, and once for all attempts.
                    directoryUser = await FindUserAsync(
                        actor.AccountId, userId, isGrant: change.IsApiUser is true || change.IsEnabled is true, stopping).ConfigureAwait(false);
                    decision = account.DecideUserAccess(Stamp(actor), userId, directoryUser, change.IsApiUser, change.IsEnabled);
                }

                return new Attempt<UserAccess>(decision, after => after.GetUser(userId));
            },
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
    public Task<ManagementResult<IReadOnlyList<AccessChange>>> ReadHistoryAsync(
        Actor actor, long afterVersion, int maxCount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfNegative(afterVersion);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, IApiAccessStore.MaxPageSize);
        return ReadAsync(actor, store => store.ReadHistoryAsync(actor.AccountId, afterVersion, maxCount, cancellationToken), cancellationToken);
    }

    /// <summary>Gets when and from where the account's auth tokens were last used, as far as that is written down.</summary>
    /// <remarks>
    /// A use is at most <see cref="ApiAccessOptions.TokenUsageFlushInterval"/> older than the last one, and shown as late again: of several within an
    /// interval the first is written down, with its client address if the host gives any.
    /// </remarks>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uses by token, without those of which no use is known, or the refusal. Empty where the store keeps none (<see cref="IApiAccessStore.Usage"/>).</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    public Task<ManagementResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>> GetTokenUsageAsync(
        Actor actor, CancellationToken cancellationToken = default) => ReadAsync(
        actor,
        store => store.Usage is { } usage
            ? usage.ReadUsageAsync(actor.AccountId, cancellationToken)
            : Task.FromResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>(ReadOnlyDictionary<AuthTokenId, TokenUsage>.Empty),
        cancellationToken);

    private async Task<ManagementResult<ManagedUserPage>> ReadUsersAsync(
        Actor actor, Func<AccountAccess, Task<ManagedUserPage>> read, CancellationToken cancellationToken)
    {
        var result = await GetAccountAsync(actor, cancellationToken).ConfigureAwait(false);
        return result.IsSuccess ? new(await read(result.Value).ConfigureAwait(false)) : new(result.Refusal);
    }

    /// <summary>Finds a user in the directory. A revocation does not need it: while it fails, the user is taken to exist.</summary>
    private async Task<DirectoryUser?> FindUserAsync(AccountId accountId, UserId userId, bool isGrant, CancellationToken cancellationToken)
    {
        try
        {
            return await _directory.FindAsync(accountId, userId, cancellationToken).ConfigureAwait(false);
        }
        catch (HostCallbackException) when (!isGrant)
        {
            return UserPages.StandIn(userId);
        }
    }

    private ChangeStamp Stamp(Actor actor) => new(ChangeId.New(), actor, _services.Clock.GetCurrentInstant());

    /// <summary>Reads the actor's account, if the actor may manage it.</summary>
    private async Task<ManagementResult<T>> ReadAsync<T>(Actor actor, Func<IApiAccessStore, Task<T>> read, CancellationToken cancellationToken)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        return ManagementPolicy.RefusalFor(actor) is { } refusal
            ? Refuse<T>(actor, refusal)
            : new(await _queue.RunAsync(() => read(_services.Store), cancellationToken).ConfigureAwait(false));
    }

    private Task<ManagementResult<T>> ChangeAsync<T>(
        Actor actor,
        Func<AccountAccess, ChangeStamp, Decision> decide,
        Func<AccountAccess, T> select,
        RevocationWait wait,
        CancellationToken cancellationToken)
        where T : notnull =>
        ChangeAsync(actor, (account, _) => ValueTask.FromResult(new Attempt<T>(decide(account, Stamp(actor)), select)), wait, cancellationToken);

    private async Task<ManagementResult<T>> ChangeAsync<T>(
        Actor actor, Func<AccountAccess, CancellationToken, ValueTask<Attempt<T>>> decide, RevocationWait wait, CancellationToken cancellationToken)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        using var activity = ApiAccessActivities.StartChange(actor.AccountId);
        var (attempt, account, mark) = await _committer.CommitAsync(actor.AccountId, decide, cancellationToken).ConfigureAwait(false);
        ApiAccessActivities.Conclude(activity, attempt.Decision);

        if (attempt.Decision.Refusal is { } refusal)
        {
            return Refuse<T>(actor, refusal);
        }

        if (attempt.Decision.Change is { } change)
        {
            ManagementLog.ChangeCommitted(_logger, change.Kind, change.AccountId, change.Version, change.By);
        }

        var value = attempt.Select(account);
        return wait is RevocationWait.AllNodes ? new(value, await _fence.WaitAsync(mark, cancellationToken).ConfigureAwait(false)) : new(value);
    }

    private ManagementResult<T> Refuse<T>(Actor actor, CommandRefusal refusal)
        where T : notnull
    {
        ManagementLog.CommandRefused(_logger, refusal.Reason, actor.AccountId, actor.UserId);
        return new(refusal);
    }
}
