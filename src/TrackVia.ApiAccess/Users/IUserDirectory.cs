namespace TrackVia.ApiAccess;

/// <summary>The users of the host: the users of each account, and whether a user may be designated as an API User (R4).</summary>
/// <remarks>
/// <para>
/// Implementers: every member must be safe for use by many threads, return only users of the given account, compare ids ordinally, and
/// throw if it cannot respond. No member returns a whole directory.
/// </para>
/// <para>Members that are added later have a default implementation.</para>
/// </remarks>
public interface IUserDirectory
{
    /// <summary>Finds one user of an account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user; <see langword="null"/> if the account has no such user.</returns>
    ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken);

    /// <summary>Finds several users of an account, so that their names can be displayed.</summary>
    /// <remarks>
    /// The default implementation calls <see cref="FindAsync"/> for each id in turn. A directory in a database should override it with
    /// one query.
    /// </remarks>
    /// <param name="accountId">The account.</param>
    /// <param name="userIds">The users: 1 to <see cref="DirectorySearch.MaxPageSize"/> different ids.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The users that the account has, in any order. Ids without a user are omitted.</returns>
    async ValueTask<IReadOnlyList<DirectoryUser>> FindManyAsync(
        AccountId accountId, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var users = new List<DirectoryUser>(userIds.Count);
        foreach (var userId in userIds)
        {
            if (await FindAsync(accountId, userId, cancellationToken).ConfigureAwait(false) is { } user)
            {
                users.Add(user);
            }
        }

        return users;
    }

    /// <summary>Searches the users of an account, page by page.</summary>
    /// <remarks>
    /// <para>
    /// A user matches when the display name or the id contains <see cref="DirectorySearch.Text"/>, ignoring case. The matches have one
    /// order that does not depend on the page: usually by display name, then by id.
    /// </para>
    /// <para><see cref="DirectorySearch.Apply"/> implements all of this for a directory that is in memory.</para>
    /// </remarks>
    /// <param name="accountId">The account.</param>
    /// <param name="search">The text, the page, and the users to search among.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A page of the matches.</returns>
    ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken);
}
