using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess;

/// <summary>Reads an account's facts about a user, for <see cref="ApiUserPolicy"/> at the host's sign-in (R5 to R7).</summary>
/// <remarks>A singleton, safe for use by many threads. It has no actor: it serves the host itself, before a user is signed in.</remarks>
public sealed class UserAccessReader
{
    private readonly NodeServices _services;

    // A separate queue, so that a flood of management calls does not delay sign-ins.
    private readonly StoreQueue _queue = new(NodeServices.StoreTimeout);

    internal UserAccessReader(NodeServices services) => _services = services;

    /// <summary>Returns the facts about a user.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The user's facts; <see cref="UserAccess.Ordinary"/> if none are recorded.</returns>
    /// <exception cref="StoreUnavailableException">The store is unavailable.</exception>
    public async Task<UserAccess> GetAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken = default)
    {
        var account = await _queue.RunAsync(() => _services.Store.LoadAsync(accountId, cancellationToken), cancellationToken).ConfigureAwait(false);
        return account.GetUser(userId);
    }
}
