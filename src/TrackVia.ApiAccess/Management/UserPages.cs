using TrackVia.ApiAccess.Management.Callbacks;

namespace TrackVia.ApiAccess.Management;

/// <summary>
/// Pages of users that the account has recorded, and of users that the host's directory finds (R20). Never requests more than one page
/// from the directory.
/// </summary>
/// <remarks>
/// A continuation token is the directory's own token, marked as such, or the last user's id. While the directory fails, a search
/// continues among the users that the account has recorded, by their ids.
/// </remarks>
internal sealed class UserPages(DirectoryCalls directory)
{
    private const string OfDirectory = "d:";
    private const string OfAccount = "a:";

    /// <summary>Returns a page of the users that the account has recorded, ordered by id.</summary>
    /// <exception cref="FormatException">The continuation token was not returned by this method.</exception>
    public Task<ManagedUserPage> ListAsync(AccountAccess account, string? continuationToken, int maxCount, CancellationToken cancellationToken) =>
        ListAsync(account, account.Users, continuationToken, maxCount, cancellationToken);

    /// <summary>Returns the users of these ids, in their order.</summary>
    public async Task<ManagedUserPage> FindAsync(AccountAccess account, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken)
    {
        try
        {
            var profiles = await directory.FindManyAsync(account.Id, userIds, cancellationToken).ConfigureAwait(false);
            return new([.. userIds.Select(id => Managed(account, id, profiles.GetValueOrDefault(id)))]);
        }
        catch (HostCallbackException exception)
        {
            return new([.. userIds.Select(id => new ManagedUser(DirectoryCalls.StandIn(id), account.GetUser(id)))], directoryFailure: exception);
        }
    }

    /// <summary>Searches the directory or, while the directory fails, the account.</summary>
    /// <exception cref="FormatException">The continuation token was not returned by this method.</exception>
    /// <exception cref="HostCallbackException">The directory failed, and the previous page came from it.</exception>
    public async Task<ManagedUserPage> SearchAsync(AccountAccess account, ManagedUserSearch search, CancellationToken cancellationToken)
    {
        var known = search.IsAssignable ? account.Users.Where(user => user is { IsApiUser: true, IsEnabled: true }).ToList() : account.Users;
        var token = search.ContinuationToken;
        if (token?.StartsWith(OfAccount, StringComparison.Ordinal) != true)
        {
            var query = new DirectorySearch
            {
                Text = search.Text,
                MaxCount = search.MaxCount,
                Among = search.IsAssignable ? [.. known.Select(user => user.UserId)] : null,
                ContinuationToken = token is null ? null : Text(token, OfDirectory),
            };
            if (query.Among is { Count: 0 })
            {
                return new([]);
            }

            try
            {
                var page = await directory.SearchAsync(account.Id, query, cancellationToken).ConfigureAwait(false);
                return new(
                    [.. page.Users.Select(profile => new ManagedUser(profile, account.GetUser(profile.Id)))],
                    page.ContinuationToken is { } next ? OfDirectory + next : null);
            }
            catch (HostCallbackException) when (token is null)
            {
                // Users that the account has recorded can still be found, disabled and assigned.
            }
        }

        var matches = known.Where(user => user.UserId.Value.Contains(search.Text, StringComparison.OrdinalIgnoreCase));
        return await ListAsync(account, matches, token, search.MaxCount, cancellationToken).ConfigureAwait(false);
    }

    private static ManagedUser Managed(AccountAccess account, UserId userId, DirectoryUser? profile) => profile is not null
        ? new(profile, account.GetUser(userId))
        : new(DirectoryCalls.StandIn(userId), account.GetUser(userId), isInDirectory: false);

    private static string Text(string token, string kind) => token.StartsWith(kind, StringComparison.Ordinal)
        ? token[kind.Length..]
        : throw new FormatException("The continuation token is not one that this search returned. Search again from the first page.");

    private async Task<ManagedUserPage> ListAsync(
        AccountAccess account, IEnumerable<UserAccess> users, string? continuationToken, int maxCount, CancellationToken cancellationToken)
    {
        var last = continuationToken is null ? "" : Text(continuationToken, OfAccount);
        var ids = users.Select(user => user.UserId)
            .Where(id => string.CompareOrdinal(id.Value, last) > 0)
            .OrderBy(id => id.Value, StringComparer.Ordinal)
            .Take(maxCount + 1)
            .ToList();
        var page = await FindAsync(account, ids.Take(maxCount).ToList(), cancellationToken).ConfigureAwait(false);
        return new(page.Users, ids.Count > maxCount ? OfAccount + ids[maxCount - 1].Value : null, page.DirectoryFailure);
    }
}
