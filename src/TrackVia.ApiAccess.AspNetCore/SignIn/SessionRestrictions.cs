using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>Determines whether a user lost access to the console since a session began, even if the user has access again: a saved copy of the session's cookie remains rejected.</summary>
/// <remarks>
/// A session has the version of the account at which it began, and the account's history has the changes since. What was read of the history is cached, so
/// that each entry is read once per user and process. Safe for use by many threads.
/// </remarks>
internal sealed class SessionRestrictions(IApiAccessStore store, IEqualityComparer<string> userIds)
{
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<(AccountId, UserId), Reading> _readings = [];

    /// <summary>Determines whether the user was designated, disabled or removed after a version of the account, up to its current one.</summary>
    public async ValueTask<bool> IsRestrictedSinceAsync(
        AccountId accountId, UserId userId, long version, long current, CancellationToken cancellationToken)
    {
        if (version > current)
        {
            return true; // The store went back in time, so the changes that the session saw are unknown.
        }

        var user = (accountId, userId);
        var reading = _readings.GetValueOrDefault(user);
        if (reading is null || reading.From > version || reading.To > current)
        {
            reading = new Reading(version, version, 0);
        }

        if (reading.To < current)
        {
            reading = await ReadOnAsync(user, reading, current, cancellationToken).ConfigureAwait(false);
            if (_readings.Count >= MaxRemembered)
            {
                _readings.Clear();
            }

            _readings[user] = reading;
        }

        return reading.LastRestriction > version;
    }

    private async Task<Reading> ReadOnAsync((AccountId AccountId, UserId UserId) user, Reading reading, long current, CancellationToken cancellationToken)
    {
        while (reading.To < current)
        {
            var changes = await store.ReadHistoryAsync(user.AccountId, reading.To, IApiAccessStore.MaxPageSize, cancellationToken).ConfigureAwait(false);
            if (changes.Count == 0)
            {
                throw new StoreUnavailableException($"The history of account '{user.AccountId}' ends before its version {current}.");
            }

            var restriction = changes.LastOrDefault(change => Restricts(change, user.UserId))?.Version ?? reading.LastRestriction;
            reading = reading with { To = changes[^1].Version, LastRestriction = restriction };
        }

        return reading;
    }

    private bool Restricts(AccessChange change, UserId userId) => change switch
    {
        UserAccessChanged { User: var user } => userIds.Equals(user.UserId.Value, userId.Value) && !ApiUserPolicy.AllowsConsole(user),
        UserRemoved removed => userIds.Equals(removed.UserId.Value, userId.Value),
        _ => false,
    };

    /// <summary>The last version between two versions, the first excluded, that removed the user's access; or 0.</summary>
    private sealed record Reading(long From, long To, long LastRestriction);
}
