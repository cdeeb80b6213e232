using System.Collections.Immutable;

namespace TrackVia.ApiAccess;

public sealed partial class AccountAccess
{
    /// <summary>
    /// Returns the aggregate after a change. Applying the history in order, starting from <see cref="Empty"/>, results in the current
    /// state (R26).
    /// </summary>
    /// <param name="change">A change of this account, decided at this version.</param>
    /// <returns>The aggregate one version later.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="change"/> belongs to another account or version, or contradicts the facts.
    /// </exception>
    public AccountAccess Apply(AccessChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.AccountId != Id || change.Version != Version + 1)
        {
            throw new ArgumentException(
                $"A change of account '{change.AccountId}' to version {change.Version} does not fit {this}. Load the account and decide again.", nameof(change));
        }

        return change.ApplyTo(this);
    }

    internal ImmutableSortedDictionary<UserId, UserAccess> UsersById => _users;

    internal ImmutableSortedDictionary<AuthTokenId, AuthToken> TokensById => _tokens;

    /// <summary>Returns the aggregate one version later, with the parts that a change replaces.</summary>
    internal AccountAccess Next(
        ApiKey? apiKey = null,
        ImmutableSortedDictionary<UserId, UserAccess>? users = null,
        ImmutableSortedDictionary<AuthTokenId, AuthToken>? tokens = null) =>
        new(Id, Version + 1, apiKey ?? ApiKey, users ?? _users, tokens ?? _tokens);

    internal AuthToken Existing(AuthTokenId id, AccessChange change) =>
        FindToken(id) ?? throw Contradiction(change, $"the account does not have the auth token {id}");

    internal ArgumentException Contradiction(AccessChange change, string why) => new($"{change.Kind} contradicts {this}: {why}.", nameof(change));
}
