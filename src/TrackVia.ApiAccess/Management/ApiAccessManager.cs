using System.Collections.ObjectModel;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Management.Callbacks;
using TrackVia.ApiAccess.Management.Commands;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>Executes the commands of Super Admins. Each command loads the account, decides, commits, and returns a result.</summary>
/// <remarks>
/// <para>
/// A singleton, safe for use by many threads. Every method accesses the actor's own account only. An expected refusal is a result. If the
/// store is unavailable, the method throws <see cref="StoreUnavailableException"/>, and nothing has changed. If the store fails during a
/// commit, the method throws <see cref="CommitOutcomeUnknownException"/>, and the change may or may not be stored. Both are
/// <see cref="ApiAccessStoreException"/>s.
/// </para>
/// <para>
/// A cancellation token can cancel a command until its commit begins. After that, cancellation ends only the wait for
/// <see cref="RevocationWait.AllNodes"/>, and the result reports that the wait is incomplete.
/// </para>
/// </remarks>
#pragma warning disable RS0026 // The overloads differ in RevocationWait, which no optional parameter can stand in for.
public sealed class ApiAccessManager
{
    private readonly NodeServices _services;
    private readonly HostCalls _host;
    private readonly UserPages _users;
    private readonly ManagementCommands _commands;
    private readonly ManagementCommands _joinedCommands;
    private readonly Staging _staging;
    private readonly StoreQueue _queue;
    private readonly ChangeCommitter _committer;
    private readonly Fence _fence;
    private readonly ILogger _logger;

    internal ApiAccessManager(NodeServices services, StoreQueue queue, ChangeCommitter committer, Fence fence, HostCalls host)
    {
        _services = services;
        _queue = queue;
        _committer = committer;
        _fence = fence;
        _host = host;
        _users = new UserPages(host.Directory);
        _commands = new ManagementCommands(services, host);
        _joinedCommands = new ManagementCommands(services, host.WhenJoined);
        _staging = new Staging(services, queue, fence);
        _logger = services.LoggerFactory.CreateLogger<ApiAccessManager>();
    }

    /// <summary>Returns the complete account: its tokens, its users' facts, and whether it has an API key (R18).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The aggregate, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public Task<ManagementResult<AccountAccess>> GetAccountAsync(Actor actor, CancellationToken cancellationToken = default) =>
        ReadAsync(actor, store => store.LoadAsync(actor.AccountId, cancellationToken), cancellationToken);

    /// <summary>Creates the account's API key. An account has one API key, which never changes (R1).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The key in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public Task<ManagementResult<DisplayedApiKey>> CreateApiKeyAsync(Actor actor, CancellationToken cancellationToken = default) =>
        RunAsync(_commands.CreateApiKey(actor), cancellationToken);

    /// <summary>
    /// Returns the account's API key in clear (R2). The key by itself authorises nothing (R3), so the call is not audited.
    /// </summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The key in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
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

        var key = await _host.Protector
            .UnprotectAsync(apiKey.ProtectedSecret, SecretPurpose.ApiKey(actor.AccountId), apiKey.Digest, cancellationToken).ConfigureAwait(false);
        return key is not null
            ? new(new DisplayedApiKey(key, apiKey.CreatedAt))
            : Refuse<DisplayedApiKey>(actor, CommandRefusal.ProtectionKeyLost);
    }

    /// <summary>Creates an auth token (R10 to R12).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="request">Name, expiration date and user.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token with its secret, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public Task<ManagementResult<IssuedAuthToken>> CreateTokenAsync(
        Actor actor, NewAuthToken request, CancellationToken cancellationToken = default) =>
        RunAsync(_commands.CreateToken(actor, request), cancellationToken);

    /// <summary>Deactivates an active token (R15).</summary>
    /// <remarks>
    /// The call returns when the change is committed. Other nodes may accept the token for up to
    /// <see cref="ApiAccessOptions.MaxStaleness"/>; the overload with a <see cref="RevocationWait"/> can wait for them.
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    public Task<RevocationResult<AuthToken>> DeactivateTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        DeactivateTokenAsync(actor, tokenId, RevocationWait.Committed, cancellationToken);

    /// <summary>Deactivates an active token (R15).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="wait">When the call returns: after the commit, or once no node accepts the token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    public Task<RevocationResult<AuthToken>> DeactivateTokenAsync(
        Actor actor, AuthTokenId tokenId, RevocationWait wait, CancellationToken cancellationToken = default) =>
        RevokeAsync(_commands.DeactivateToken(actor, tokenId), wait, cancellationToken);

    /// <summary>Resumes a deactivated token (R15).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    public Task<ManagementResult<AuthToken>> ResumeTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        RunAsync(_commands.ResumeToken(actor, tokenId), cancellationToken);

    /// <summary>Deletes a deactivated or expired token, which no longer counts towards the limit of 100 (R10, R15).</summary>
    /// <remarks>
    /// The call returns when the change is committed. Other nodes may accept the token for up to
    /// <see cref="ApiAccessOptions.MaxStaleness"/>; the overload with a <see cref="RevocationWait"/> can wait for them.
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The deleted token's id, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    public Task<RevocationResult<AuthTokenId>> DeleteTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        DeleteTokenAsync(actor, tokenId, RevocationWait.Committed, cancellationToken);

    /// <summary>Deletes a deactivated or expired token, which no longer counts towards the limit of 100 (R10, R15).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="wait">When the call returns: after the commit, or once no node accepts the token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The deleted token's id, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    public Task<RevocationResult<AuthTokenId>> DeleteTokenAsync(
        Actor actor, AuthTokenId tokenId, RevocationWait wait, CancellationToken cancellationToken = default) =>
        RevokeAsync(_commands.DeleteToken(actor, tokenId), wait, cancellationToken);

    /// <summary>Returns the secret of a token again, if the host stores secrets. The audit entry is committed first (R14, R26).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The secret in clear, or the refusal.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    /// <exception cref="HostCallbackException">The secret protector failed. Nothing was changed.</exception>
    public Task<ManagementResult<Credential>> RevealTokenAsync(
        Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        RunAsync(_commands.RevealToken(actor, tokenId), cancellationToken);

    /// <summary>
    /// Lists the users that the account has recorded: API Users and users who are disabled here, including those that the host's
    /// directory lacks (R20).
    /// </summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="continuationToken">
    /// The <see cref="ManagedUserPage.ContinuationToken"/> of the previous page; <see langword="null"/> for the first page.
    /// </param>
    /// <param name="maxCount">The maximum number of users on the page: 1 to <see cref="DirectorySearch.MaxPageSize"/>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// A page of the users, ordered by id, or the refusal. The directory is queried for the profiles of this page only.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxCount"/> is out of bounds.</exception>
    /// <exception cref="FormatException"><paramref name="continuationToken"/> does not come from a page of this list.</exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public Task<ManagementResult<ManagedUserPage>> ListUsersAsync(
        Actor actor, string? continuationToken, int maxCount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, DirectorySearch.MaxPageSize);
        return ReadUsersAsync(actor, account => _users.ListAsync(account, continuationToken, maxCount, cancellationToken), cancellationToken);
    }

    /// <summary>Finds users by their ids, so that their names can be displayed.</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="userIds">At most <see cref="DirectorySearch.MaxPageSize"/> ids.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// The users of the ids, each once and in the order given, or the refusal. A user whom the directory lacks is a stand-in.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="userIds"/> has more than <see cref="DirectorySearch.MaxPageSize"/> ids.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public Task<ManagementResult<ManagedUserPage>> FindUsersAsync(
        Actor actor, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(userIds.Count, DirectorySearch.MaxPageSize);
        return ReadUsersAsync(actor, account => _users.FindAsync(account, userIds.Distinct().ToList(), cancellationToken), cancellationToken);
    }

    /// <summary>Searches the host's directory, to designate a user or to assign an auth token (R4, R11).</summary>
    /// <remarks>
    /// While the directory fails, the search covers the ids of the users that the account has recorded, and the page reports the failure.
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="search">The text, the page, and the users to include.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A page of the users in the directory's order, or the refusal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The text is too long, or the size of the page is out of bounds.</exception>
    /// <exception cref="FormatException">The continuation token does not come from a page of a search.</exception>
    /// <exception cref="HostCallbackException">
    /// The directory failed after earlier pages came from it. Search again from the first page.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
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
    /// <para>
    /// Designating a user and enabling a user query the host's directory. Disabling a user and removing the designation do not, if the
    /// account has recorded the user. Another user is looked up first; while the directory fails, the user is assumed to exist.
    /// </para>
    /// <para>
    /// The call returns when the change is committed. Other nodes may accept a disabled user's tokens for up to
    /// <see cref="ApiAccessOptions.MaxStaleness"/>; the overload with a <see cref="RevocationWait"/> can wait for them.
    /// </para>
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user.</param>
    /// <param name="change">The settings to change. A setting that is <see langword="null"/> stays unchanged.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user's facts, or the refusal. Setting the current values changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    /// <exception cref="HostCallbackException">
    /// The user is to be designated or enabled, and the directory failed. Nothing was changed.
    /// </exception>
    public Task<RevocationResult<UserAccess>> SetUserAccessAsync(
        Actor actor, UserId userId, UserAccessChange change, CancellationToken cancellationToken = default) =>
        SetUserAccessAsync(actor, userId, change, RevocationWait.Committed, cancellationToken);

    /// <summary>Sets a user's designation as an API User and the enabled switch, in one change (R4, R9, R27).</summary>
    /// <remarks>
    /// Designating a user and enabling a user query the host's directory. Disabling a user and removing the designation do not, if the
    /// account has recorded the user. Another user is looked up first; while the directory fails, the user is assumed to exist.
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user.</param>
    /// <param name="change">The settings to change. A setting that is <see langword="null"/> stays unchanged.</param>
    /// <param name="wait">When the call returns: after the commit, or once no node accepts the user's tokens.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user's facts, or the refusal. Setting the current values changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    /// <exception cref="HostCallbackException">
    /// The user is to be designated or enabled, and the directory failed. Nothing was changed.
    /// </exception>
    public Task<RevocationResult<UserAccess>> SetUserAccessAsync(
        Actor actor, UserId userId, UserAccessChange change, RevocationWait wait, CancellationToken cancellationToken = default) =>
        RevokeAsync(_commands.SetUserAccess(actor, userId, change), wait, cancellationToken);

    /// <summary>
    /// Removes the facts of a user that the host removed, and deactivates the user's tokens in the same change (R9, R27).
    /// </summary>
    /// <remarks>
    /// The call returns when the change is committed. Other nodes may accept the user's tokens for up to
    /// <see cref="ApiAccessOptions.MaxStaleness"/>; the overload with a <see cref="RevocationWait"/> can wait for them.
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user, who need not exist in the directory.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user's id, or the refusal. Removing a user without recorded facts or tokens changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    public Task<RevocationResult<UserId>> RemoveUserAsync(
        Actor actor, UserId userId, CancellationToken cancellationToken = default) =>
        RemoveUserAsync(actor, userId, RevocationWait.Committed, cancellationToken);

    /// <summary>
    /// Removes the facts of a user that the host removed, and deactivates the user's tokens in the same change (R9, R27).
    /// </summary>
    /// <param name="actor">The user on whose behalf the caller acts: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user, who need not exist in the directory.</param>
    /// <param name="wait">When the call returns: after the commit, or once no node accepts the user's tokens.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user's id, or the refusal. Removing a user without recorded facts or tokens changes nothing and succeeds.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The store failed during the commit; the change may or may not be stored.
    /// </exception>
    public Task<RevocationResult<UserId>> RemoveUserAsync(
        Actor actor, UserId userId, RevocationWait wait, CancellationToken cancellationToken = default) =>
        RevokeAsync(_commands.RemoveUser(actor, userId), wait, cancellationToken);

    /// <summary>Returns the account's history, oldest change first (R26).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="afterVersion">The version after which to read, 0 or more.</param>
    /// <param name="maxCount">The maximum number of changes to return: 1 to 1,000.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The changes by version, or the refusal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="afterVersion"/> or <paramref name="maxCount"/> is out of bounds.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public Task<ManagementResult<IReadOnlyList<AccessChange>>> ReadHistoryAsync(
        Actor actor, long afterVersion, int maxCount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentOutOfRangeException.ThrowIfNegative(afterVersion);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, IApiAccessStore.MaxPageSize);
        return ReadAsync(actor, store => store.ReadHistoryAsync(actor.AccountId, afterVersion, maxCount, cancellationToken), cancellationToken);
    }

    /// <summary>Returns when and from where the account's auth tokens were last used, as far as usage has been recorded.</summary>
    /// <remarks>
    /// The recorded use is at most one <see cref="ApiAccessOptions.TokenUsageFlushInterval"/> older than the actual last use, and may
    /// appear up to one interval later. Of several uses in one interval, the first is recorded, with its client address if the host
    /// supplies it.
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// The last use of each token that has a recorded use, or the refusal. Empty if the store records no usage
    /// (<see cref="IApiAccessStore.Usage"/>).
    /// </returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public Task<ManagementResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>> GetTokenUsageAsync(
        Actor actor, CancellationToken cancellationToken = default) => ReadAsync(
        actor,
        store => store.Usage is { } usage
            ? usage.ReadUsageAsync(actor.AccountId, cancellationToken)
            : Task.FromResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>(ReadOnlyDictionary<AuthTokenId, TokenUsage>.Empty),
        cancellationToken);

    /// <summary>Joins a transaction of the host: the returned object stages every command in it.</summary>
    /// <remarks>
    /// The host commits or rolls back. The transaction needs a store with <see cref="IApiAccessStore.Joins"/>, such as those on SQL databases, and
    /// must be in the store's database. What cannot be seen without I/O, such as the isolation level, is checked by the first command.
    /// </remarks>
    /// <param name="transaction">The host's transaction, which has begun and is not finished.</param>
    /// <returns>The commands, for this transaction only.</returns>
    /// <exception cref="ArgumentException"><paramref name="transaction"/> belongs to another driver than the store's.</exception>
    /// <exception cref="InvalidOperationException">
    /// <paramref name="transaction"/> is finished, or the caller is in a <see cref="System.Transactions.TransactionScope"/>.
    /// </exception>
    /// <exception cref="NotSupportedException">The store cannot join transactions.</exception>
    public JoinedManager In(DbTransaction transaction) => In(transaction, new StagedChanges());

    /// <summary>Joins a transaction of the host that may be repeated, for example by an execution strategy.</summary>
    /// <remarks>
    /// As for the overload without <paramref name="changes"/>. Several calls with one transaction are one attempt.
    /// </remarks>
    /// <param name="transaction">The host's transaction, which has begun and is not finished.</param>
    /// <param name="changes">The object that was created before the first attempt, and recognizes a repetition.</param>
    /// <returns>The commands, for this transaction only.</returns>
    /// <exception cref="ArgumentException"><paramref name="transaction"/> belongs to another driver than the store's.</exception>
    /// <exception cref="InvalidOperationException">
    /// <paramref name="transaction"/> is finished, <paramref name="changes"/> are completed, or the caller is in a
    /// <see cref="System.Transactions.TransactionScope"/>.
    /// </exception>
    /// <exception cref="NotSupportedException">The store cannot join transactions.</exception>
    public JoinedManager In(DbTransaction transaction, StagedChanges changes)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(changes);
        var joins = _services.Store.Joins ?? throw new NotSupportedException(
            "The store cannot join a transaction of the host. Use a store on SQLite, PostgreSQL, MariaDB or MySQL in the host's database, or execute the command on its own after the commit.");
        return OutsideTransaction.IsAmbient
            ? throw new InvalidOperationException(
                "The caller is in a TransactionScope, whose end would not be that of the given transaction. Begin the transaction outside of the scope, or in one that "
                + "suppresses the ambient transaction (TransactionScopeOption.Suppress).")
            : new JoinedManager(_joinedCommands, _staging, joins.Join(transaction), changes, transaction);
    }

    private async Task<ManagementResult<ManagedUserPage>> ReadUsersAsync(
        Actor actor, Func<AccountAccess, Task<ManagedUserPage>> read, CancellationToken cancellationToken)
    {
        var result = await GetAccountAsync(actor, cancellationToken).ConfigureAwait(false);
        return result.IsSuccess ? new(await read(result.Value).ConfigureAwait(false)) : new(result.Refusal);
    }

    /// <summary>Reads the actor's account, if the actor may manage it.</summary>
    private async Task<ManagementResult<T>> ReadAsync<T>(Actor actor, Func<IApiAccessStore, Task<T>> read, CancellationToken cancellationToken)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        return ManagementPolicy.RefusalFor(actor) is { } refusal
            ? Refuse<T>(actor, refusal)
            : new(await _queue.RunAsync(() => read(_services.Store), cancellationToken).ConfigureAwait(false));
    }

    private async Task<ManagementResult<T>> RunAsync<T>(ManagementCommand<T> command, CancellationToken cancellationToken)
        where T : notnull
    {
        var (attempt, account, _) = await ChangeAsync(command, cancellationToken).ConfigureAwait(false);
        return attempt.Decision.Refusal is { } refusal ? Refuse<T>(command.Actor, refusal) : new(attempt.Select(account));
    }

    private async Task<RevocationResult<T>> RevokeAsync<T>(ManagementCommand<T> command, RevocationWait wait, CancellationToken cancellationToken)
        where T : notnull
    {
        var (attempt, account, mark) = await ChangeAsync(command, cancellationToken).ConfigureAwait(false);
        if (attempt.Decision.Refusal is { } refusal)
        {
            ManagementLog.CommandRefused(_logger, refusal.Reason, command.Actor.AccountId, command.Actor.UserId);
            return new(refusal);
        }

        var fence = wait is RevocationWait.AllNodes ? await _fence.WaitAsync(mark, cancellationToken).ConfigureAwait(false) : null;
        return new(attempt.Select(account), fence);
    }

    /// <summary>Commits the change of a command on its own, if there is one.</summary>
    private async Task<(Attempt<T> Attempt, AccountAccess Account, FeedMark? Mark)> ChangeAsync<T>(
        ManagementCommand<T> command, CancellationToken cancellationToken)
        where T : notnull
    {
        using var activity = ApiAccessActivities.StartChange(command.Actor.AccountId);
        var committed = await _committer.CommitAsync(command.Actor.AccountId, command.DecideAsync, cancellationToken).ConfigureAwait(false);
        var decision = committed.Attempt.Decision;
        ApiAccessActivities.Conclude(activity, decision);
        if (decision.Change is { } change)
        {
            ManagementLog.ChangeCommitted(_logger, change.Kind, change.AccountId, change.Version, change.By);
        }

        return committed;
    }

    private ManagementResult<T> Refuse<T>(Actor actor, CommandRefusal refusal)
        where T : notnull
    {
        ManagementLog.CommandRefused(_logger, refusal.Reason, actor.AccountId, actor.UserId);
        return new(refusal);
    }
}
