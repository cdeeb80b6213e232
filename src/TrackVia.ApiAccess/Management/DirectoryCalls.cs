using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Management;

/// <summary>The host's user directory as the library trusts it: it answers in time, and for the user that was asked for (T43).</summary>
internal sealed class DirectoryCalls(IUserDirectory directory, HostCallbacks callbacks, ILogger logger)
{
    private const string Find = $"{nameof(IUserDirectory)}.{nameof(IUserDirectory.FindAsync)}";
    private const string List = $"{nameof(IUserDirectory)}.{nameof(IUserDirectory.ListAsync)}";

    /// <summary>Finds a user by exactly this id: a directory that ignores case, for example, may answer with another one.</summary>
    /// <exception cref="HostCallbackException">The directory failed.</exception>
    public async Task<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken)
    {
        var user = await callbacks
            .RunAsync(Find, stop => directory.FindAsync(accountId, userId, stop), cancellationToken).ConfigureAwait(false);
        if (user is not null && user.Id != userId)
        {
            ManagementLog.DirectoryUserIgnored(logger, accountId);
            return null;
        }

        return user;
    }

    /// <summary>Lists the users, each once and each with a name.</summary>
    /// <exception cref="HostCallbackException">The directory failed.</exception>
    public async Task<IReadOnlyList<DirectoryUser>> ListAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        var listed = await callbacks.RunAsync(
            List,
            async stop =>
            {
                // Copied here, within the bound: the host's list may be lazy.
                IReadOnlyList<DirectoryUser?>? users = await directory.ListAsync(accountId, stop).ConfigureAwait(false);
                return users?.ToList();
            },
            cancellationToken).ConfigureAwait(false) ?? throw callbacks.Unusable(List, "null instead of a list");

        var usable = listed
            .OfType<DirectoryUser>()
            .Where(user => user.Id != default)
            .DistinctBy(user => user.Id)
            .Select(user => string.IsNullOrEmpty(user.DisplayName) ? user with { DisplayName = user.Id.Value } : user)
            .ToList();
        if (usable.Count < listed.Count)
        {
            ManagementLog.DirectoryEntriesIgnored(logger, listed.Count - usable.Count, accountId);
        }

        return usable;
    }
}
