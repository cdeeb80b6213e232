using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Management.Callbacks;

/// <summary>Calls the host's user directory, and ensures that it responds in time and returns only the requested users (T43).</summary>
internal sealed class DirectoryCalls(IUserDirectory directory, HostCallbacks callbacks, ILogger logger)
{
    private const int MaxTokenLength = 1_024;
    private const string Find = $"{nameof(IUserDirectory)}.{nameof(IUserDirectory.FindAsync)}";
    private const string FindMany = $"{nameof(IUserDirectory)}.{nameof(IUserDirectory.FindManyAsync)}";
    private const string Search = $"{nameof(IUserDirectory)}.{nameof(IUserDirectory.SearchAsync)}";

    /// <summary>Gets the same calls for commands in a transaction of the host.</summary>
    public DirectoryCalls WhenJoined => new(directory, callbacks.WhenJoined, logger);

    /// <summary>Returns a stand-in for a user about whom the directory returned nothing: assumed to exist, but cannot be granted anything.</summary>
    public static DirectoryUser StandIn(UserId userId) => new() { Id = userId, DisplayName = userId.Value, IsActive = false };

    /// <summary>
    /// Finds a user, to revoke the user's access. A revocation does not need the directory: while it fails, the user is assumed to exist.
    /// </summary>
    public async Task<DirectoryUser?> FindToRevokeAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(accountId, userId, cancellationToken).ConfigureAwait(false);
        }
        catch (HostCallbackException)
        {
            return StandIn(userId);
        }
    }

    /// <summary>Finds a user by exactly this id: a directory that ignores case, for example, may return another one.</summary>
    /// <exception cref="HostCallbackException">The directory failed.</exception>
    public async Task<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken)
    {
        var user = await callbacks
            .RunAsync(Find, stop => directory.FindAsync(accountId, userId, stop), cancellationToken).ConfigureAwait(false);
        if (user is not null && user.Id != userId)
        {
            CallbackLog.DirectoryUserIgnored(logger, accountId);
            return null;
        }

        return user;
    }

    /// <summary>Finds at most a page of users by exactly these ids.</summary>
    /// <exception cref="HostCallbackException">The directory failed.</exception>
    public async Task<IReadOnlyDictionary<UserId, DirectoryUser>> FindManyAsync(
        AccountId accountId, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken)
    {
        if (userIds.Count == 0)
        {
            return new Dictionary<UserId, DirectoryUser>();
        }

        var found = await callbacks.RunAsync(
            FindMany,
            async stop => Copy(await directory.FindManyAsync(accountId, userIds, stop).ConfigureAwait(false), userIds.Count),
            cancellationToken).ConfigureAwait(false) ?? throw callbacks.Unusable(FindMany, "null instead of a list");
        return Usable(accountId, found, userIds.ToHashSet()).ToDictionary(user => user.Id);
    }

    /// <summary>Searches for a page of users, each once and each with a name.</summary>
    /// <exception cref="HostCallbackException">The directory failed.</exception>
    public async Task<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken)
    {
        var (users, token) = await callbacks.RunAsync(
            Search,
            async stop =>
            {
                var page = await directory.SearchAsync(accountId, search, stop).ConfigureAwait(false);
                return (Copy(page?.Users, search.MaxCount), page?.ContinuationToken);
            },
            cancellationToken).ConfigureAwait(false);
        return users is null ? throw callbacks.Unusable(Search, "null instead of a page of users")
            : users.Count > search.MaxCount ? throw callbacks.Unusable(Search, $"more than the {search.MaxCount} users that were asked for")
            : token?.Length > MaxTokenLength ? throw callbacks.Unusable(Search, $"a continuation token of more than {MaxTokenLength} characters")
            : new() { Users = Usable(accountId, users, search.Among?.ToHashSet()), ContinuationToken = token };
    }

    /// <summary>
    /// Copies the host's list within the time limit, because it may be lazy, and reads at most one entry more than requested.
    /// </summary>
    private static List<DirectoryUser?>? Copy(IReadOnlyList<DirectoryUser?>? users, int maxCount) => users?.Take(maxCount + 1).ToList();

    private List<DirectoryUser> Usable(AccountId accountId, List<DirectoryUser?> users, HashSet<UserId>? among)
    {
        var usable = users
            .OfType<DirectoryUser>()
            .Where(user => user.Id != default)
            .DistinctBy(user => user.Id)
            .Select(user => string.IsNullOrEmpty(user.DisplayName) ? user with { DisplayName = user.Id.Value } : user)
            .ToList();
        if (usable.Count < users.Count)
        {
            CallbackLog.DirectoryEntriesIgnored(logger, users.Count - usable.Count, accountId);
        }

        usable.RemoveAll(user => among?.Contains(user.Id) == false);
        return usable;
    }
}
