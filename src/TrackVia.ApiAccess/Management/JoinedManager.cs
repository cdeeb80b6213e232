using System.Data.Common;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Management.Commands;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>
/// Executes the commands of Super Admins in a transaction of the host (<see cref="ApiAccessManager.In(System.Data.Common.DbTransaction)"/>).
/// </summary>
/// <remarks>
/// <para>
/// Each command loads the account within the transaction, decides, and stages the change. Later commands see what earlier ones staged, for
/// one account or for several. Nothing counts as committed before the host commits, and after a rollback nothing remains. After the commit,
/// complete the changes: <see cref="StagedResult{T}.CompleteAsync(CancellationToken)"/> for one,
/// <see cref="StagedChanges.CompleteAsync(CancellationToken)"/> of <see cref="Changes"/> for all.
/// </para>
/// <para>
/// From the first staged change until the host commits, other changes of the same database wait, and so does whatever asks the store for a
/// proof. Execute the commands last, and commit at once.
/// </para>
/// <para>
/// Every command throws the same exceptions: <see cref="TransactionConflictException"/> if another transaction prevents the change (roll
/// back, and repeat the whole transaction), <see cref="StoreUnavailableException"/> if the database cannot answer (roll back),
/// <see cref="HostCallbackException"/> if a callback of the host failed (nothing was staged), and
/// <see cref="InvalidOperationException"/> if the transaction is finished, belongs to another database, has an unsuitable isolation level
/// or setting, or if an earlier command failed in the database. The user directory is queried outside of the transaction.
/// </para>
/// <para>Like a connection, it is not safe for use by several threads at the same time.</para>
/// </remarks>
public sealed class JoinedManager
{
    private readonly ManagementCommands _commands;
    private readonly Staging _staging;
    private readonly IJoinedTransaction _transaction;
    private bool _hasFailed;

    internal JoinedManager(ManagementCommands commands, Staging staging, IJoinedTransaction transaction, StagedChanges changes, DbTransaction hosts)
    {
        _commands = commands;
        _staging = staging;
        _transaction = transaction;
        Changes = changes;
        changes.Begin(staging, hosts);
    }

    /// <summary>Gets the changes of the transaction, to complete them together after the host's commit.</summary>
    public StagedChanges Changes { get; }

    /// <summary>Creates the account's API key. An account has one API key, which never changes (R1).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The key in clear, or the refusal. Do not show the key before the commit.</returns>
    public Task<StagedResult<DisplayedApiKey>> CreateApiKeyAsync(Actor actor, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.CreateApiKey(actor), cancellationToken);

    /// <summary>Creates an auth token (R10 to R12).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="request">Name, expiration date and user.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token with its secret, or the refusal. Do not show the secret before the commit.</returns>
    public Task<StagedResult<IssuedAuthToken>> CreateTokenAsync(Actor actor, NewAuthToken request, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.CreateToken(actor, request), cancellationToken);

    /// <summary>Deactivates an active token (R15).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, or the refusal.</returns>
    public Task<StagedResult<AuthToken>> DeactivateTokenAsync(Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.DeactivateToken(actor, tokenId), cancellationToken);

    /// <summary>Resumes a deactivated token (R15).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, or the refusal.</returns>
    public Task<StagedResult<AuthToken>> ResumeTokenAsync(Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.ResumeToken(actor, tokenId), cancellationToken);

    /// <summary>Deletes a deactivated or expired token, which no longer counts towards the limit of 100 (R10, R15).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The deleted token's id, or the refusal.</returns>
    public Task<StagedResult<AuthTokenId>> DeleteTokenAsync(Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.DeleteToken(actor, tokenId), cancellationToken);

    /// <summary>Returns the secret of a token again, if the host stores secrets, once the audit entry is committed (R14, R26).</summary>
    /// <param name="actor">The user on whose behalf the caller acts.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The secret in clear, or the refusal. The secret can be read only after the change is completed.</returns>
    public Task<StagedResult<Credential>> RevealTokenAsync(Actor actor, AuthTokenId tokenId, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.RevealToken(actor, tokenId), cancellationToken);

    /// <summary>Sets a user's designation as an API User and the enabled switch, in one change (R4, R9, R27).</summary>
    /// <remarks>
    /// Designating a user and enabling a user query the host's directory, which does not see what the transaction has changed. Disabling a
    /// user and removing the designation do not, if the account has recorded the user.
    /// </remarks>
    /// <param name="actor">The user on whose behalf the caller acts: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user.</param>
    /// <param name="change">The settings to change. A setting that is <see langword="null"/> stays unchanged.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user's facts, or the refusal. Setting the current values changes nothing and succeeds.</returns>
    public Task<StagedResult<UserAccess>> SetUserAccessAsync(
        Actor actor, UserId userId, UserAccessChange change, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.SetUserAccess(actor, userId, change), cancellationToken);

    /// <summary>
    /// Removes the facts of a user that the host removed, and deactivates the user's tokens in the same change (R9, R27).
    /// </summary>
    /// <param name="actor">The user on whose behalf the caller acts: a Super Admin with access to user profiles.</param>
    /// <param name="userId">The user, who need not exist in the directory.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user's id, or the refusal. Removing a user without recorded facts or tokens changes nothing and succeeds.</returns>
    public Task<StagedResult<UserId>> RemoveUserAsync(Actor actor, UserId userId, CancellationToken cancellationToken = default) =>
        StageAsync(_commands.RemoveUser(actor, userId), cancellationToken);

    private async Task<StagedResult<T>> StageAsync<T>(ManagementCommand<T> command, CancellationToken cancellationToken)
        where T : notnull
    {
        if (_hasFailed)
        {
            throw new InvalidOperationException(
                "An earlier command of the transaction failed, so the transaction must not be committed. Roll it back, and repeat it from its beginning.");
        }

        try
        {
            return await _staging.StageAsync(_transaction, Changes, command, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ApiAccessStoreException or OperationCanceledException)
        {
            _hasFailed = true;
            throw;
        }
    }
}
