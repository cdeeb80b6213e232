namespace TrackVia.ApiAccess;

/// <summary>The host's users: who exists in an account, and who may be designated as an API User (R4).</summary>
/// <remarks>Implementers: safe for use by many threads; ids compare ordinally; a failure to answer throws.</remarks>
public interface IUserDirectory
{
    /// <summary>Finds one user of an account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user, or <see langword="null"/> when the account has no such user.</returns>
    ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken);

    /// <summary>Lists the users of an account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>All users, in the order in which a person should see them.</returns>
    ValueTask<IReadOnlyList<DirectoryUser>> ListAsync(AccountId accountId, CancellationToken cancellationToken);
}
