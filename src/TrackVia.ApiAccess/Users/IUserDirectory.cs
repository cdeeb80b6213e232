namespace TrackVia.ApiAccess;

/// <summary>The host's users: which users an account has, and which of them may be designated as API Users (R4).</summary>
/// <remarks>
/// <para>
/// Implementers: every member is safe for use by many threads, sees only the users of the given account, compares ids ordinally, and throws when it
/// cannot answer. No member returns a whole directory.
/// </para>
/// <para>Members that are added later have a default implementation.</para>
/// </remarks>
public interface IUserDirectory
{
    /// <summary>Finds one user of an account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user, or <see langword="null"/> when the account has no such user.</returns>
    ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken);

    /// <summary>Finds several users of an account, for their names.</summary>
    /// <remarks>By default, calls <see cref="FindAsync"/> for one id after another. A directory in a database overrides it with one query.</remarks>
    /// <param name="accountId">The account.</param>
    /// <param name="userIds">The users: 1 to <see cref="DirectorySearch.MaxPageSize"/> different ids.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The users that the account has, in any order. Users that it does not have are left out.</returns>
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
    /// A user matches when the display name or the id contains <see cref="DirectorySearch.Text"/>, ignoring case. The matches have one order that
    /// does not depend on the page: usually by display name, then by id.
    /// </para>
    /// <para><see cref="DirectorySearch.Apply"/> does all of it for a directory that is in memory.</para>
    /// </remarks>
    /// <param name="accountId">The account.</param>
    /// <param name="search">The text, the page, and the users to search among.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A page of the matches.</returns>
    ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken);
}
