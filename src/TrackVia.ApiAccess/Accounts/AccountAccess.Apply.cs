namespace TrackVia.ApiAccess;

public sealed partial class AccountAccess
{
    /// <summary>Applies a change: the history, applied in order from <see cref="Empty"/>, gives the state (R26).</summary>
    /// <param name="change">A change of this account, decided at this version.</param>
    /// <returns>The aggregate one version later.</returns>
    /// <exception cref="ArgumentException"><paramref name="change"/> belongs to another account or version, or contradicts the facts.</exception>
    public AccountAccess Apply(AccessChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.AccountId != Id || change.Version != Version + 1)
        {
            throw new ArgumentException(
                $"A change of account '{change.AccountId}' to version {change.Version} does not fit {this}. Load the account and decide again.", nameof(change));
        }

        return change switch
        {
            ApiKeyCreated created => ApiKey is null
                ? With(apiKey: created.ApiKey)
                : throw Contradiction(change, "the account has its API key (R1)"),
            AuthTokenCreated created => FindToken(created.Token.Id) is null && TokenCount < MaxTokens
                ? With(tokens: _tokens.Add(created.Token.Id, created.Token))
                : throw Contradiction(change, "the token exists or the account is full (R10)"),
            AuthTokenDeactivated { TokenId: var id } => With(tokens: _tokens.SetItem(id, Existing(id, change) with { IsDeactivated = true })),
            AuthTokenResumed { TokenId: var id } => With(tokens: _tokens.SetItem(id, Existing(id, change) with { IsDeactivated = false })),
            AuthTokenDeleted { TokenId: var id } => With(tokens: _tokens.Remove(Existing(id, change).Id)),
            AuthTokenRevealed { TokenId: var id } => With(tokens: _tokens.SetItem(id, Existing(id, change))),
            UserAccessChanged { User: var user } => With(users: _users.SetItem(user.UserId, user)),
            UserRemoved { UserId: var userId } => With(
                users: _users.Remove(userId),
                tokens: _tokens.SetItems(
                    from token in _tokens.Values
                    where token.UserId == userId
                    select KeyValuePair.Create(token.Id, token with { IsDeactivated = true }))),
            _ => throw Contradiction(change, "this version of the library does not know the change"),
        };
    }

    private AccountAccess With(
        ApiKey? apiKey = null,
        System.Collections.Immutable.ImmutableSortedDictionary<UserId, UserAccess>? users = null,
        System.Collections.Immutable.ImmutableSortedDictionary<AuthTokenId, AuthToken>? tokens = null) =>
        new(Id, Version + 1, apiKey ?? ApiKey, users ?? _users, tokens ?? _tokens);

    private AuthToken Existing(AuthTokenId id, AccessChange change) =>
        FindToken(id) ?? throw Contradiction(change, $"there is no auth token {id}");

    private ArgumentException Contradiction(AccessChange change, string why) =>
        new($"{change.GetType().Name} contradicts {this}: {why}.", nameof(change));
}
