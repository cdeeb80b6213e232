using System.Collections.Immutable;

namespace TrackVia.ApiAccess;

/// <summary>
/// The access of one account, as a small bounded aggregate: at most one API key (R1), its users' facts, and at most 100 auth tokens
/// (R10).
/// </summary>
/// <remarks>
/// Immutable and safe for use by many threads. Decisions are pure functions of it (<c>Decide…</c>), and <see cref="Apply"/> returns the
/// next aggregate. Two aggregates are equal if all their facts are.
/// </remarks>
public sealed partial class AccountAccess : IEquatable<AccountAccess>
{
    /// <summary>The maximum number of auth tokens of an account: 100, whatever their state (R10).</summary>
    public const int MaxTokens = 100;

    private readonly ImmutableSortedDictionary<UserId, UserAccess> _users;
    private readonly ImmutableSortedDictionary<AuthTokenId, AuthToken> _tokens;

    private AccountAccess(
        AccountId id,
        long version,
        ApiKey? apiKey,
        ImmutableSortedDictionary<UserId, UserAccess> users,
        ImmutableSortedDictionary<AuthTokenId, AuthToken> tokens)
    {
        Id = id;
        Version = version;
        ApiKey = apiKey;
        _users = users;
        _tokens = tokens;
    }

    /// <summary>Gets the account's id.</summary>
    public AccountId Id { get; }

    /// <summary>Gets the number of changes so far; 0 for an account without changes.</summary>
    public long Version { get; }

    /// <summary>Gets the API key; <see langword="null"/> if the account has none yet.</summary>
    public ApiKey? ApiKey { get; }

    /// <summary>Gets the users with recorded facts, ordered by id.</summary>
    public IEnumerable<UserAccess> Users => _users.Values;

    /// <summary>Gets the auth tokens, ordered by id.</summary>
    public IEnumerable<AuthToken> Tokens => _tokens.Values;

    /// <summary>Gets the number of auth tokens: active, deactivated and expired ones (R10).</summary>
    public int TokenCount => _tokens.Count;

    /// <summary>Returns an account without recorded facts: version 0.</summary>
    /// <param name="id">The account.</param>
    /// <returns>The empty aggregate.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is <c>default</c>.</exception>
    public static AccountAccess Empty(AccountId id) => Restore(id, 0, null, [], []);

    /// <summary>Creates an aggregate from stored data.</summary>
    /// <param name="id">The account.</param>
    /// <param name="version">The version of the account, 0 or more.</param>
    /// <param name="apiKey">The API key of the account; <see langword="null"/> if it has none.</param>
    /// <param name="users">The users with recorded facts, in any order.</param>
    /// <param name="tokens">The auth tokens, in any order.</param>
    /// <returns>The aggregate.</returns>
    /// <exception cref="ArgumentException">The parts violate an invariant: the stored data is damaged.</exception>
    public static AccountAccess Restore(
        AccountId id, long version, ApiKey? apiKey, IEnumerable<UserAccess> users, IEnumerable<AuthToken> tokens)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(tokens);
        if (id == default)
        {
            throw new ArgumentException("An account needs an id; default(AccountId) is none. Parse one.", nameof(id));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(version);

        var usersById = users.ToImmutableSortedDictionary(user => user.UserId, user => user, UserOrder);
        var tokensById = tokens.ToImmutableSortedDictionary(token => token.Id, token => token, TokenOrder);
        if (tokensById.Count > MaxTokens)
        {
            throw new ArgumentException(
                $"Account '{id}' holds {tokensById.Count} auth tokens; the most is {MaxTokens} (R10). The store is damaged.", nameof(tokens));
        }

        if (tokensById.Values.Select(token => token.Digest).Distinct().Count() != tokensById.Count)
        {
            throw new ArgumentException($"Two auth tokens of account '{id}' share a digest. The store is damaged.", nameof(tokens));
        }

        return new AccountAccess(id, version, apiKey, usersById, tokensById);
    }

    /// <summary>Returns the facts about a user; <see cref="UserAccess.Ordinary"/> if none are recorded.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The user's facts.</returns>
    public UserAccess GetUser(UserId userId) => _users.GetValueOrDefault(userId) ?? UserAccess.Ordinary(userId);

    /// <summary>Returns the token with an id.</summary>
    /// <param name="tokenId">The token.</param>
    /// <returns>The token; <see langword="null"/> if there is none.</returns>
    public AuthToken? FindToken(AuthTokenId tokenId) => _tokens.GetValueOrDefault(tokenId);

    /// <summary>Returns the token whose secret has a digest. Takes time linear in the number of tokens, which is at most 100.</summary>
    /// <param name="digest">The digest.</param>
    /// <returns>The token; <see langword="null"/> if there is none.</returns>
    public AuthToken? FindToken(CredentialDigest digest) => _tokens.Values.FirstOrDefault(token => token.Digest == digest);

    /// <inheritdoc/>
    public bool Equals(AccountAccess? other) => other is not null
        && Id == other.Id
        && Version == other.Version
        && ApiKey == other.ApiKey
        && Users.SequenceEqual(other.Users)
        && Tokens.SequenceEqual(other.Tokens);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AccountAccess);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Version);

    /// <summary>Returns a text that is safe to print.</summary>
    /// <returns>The account, its version and its counts.</returns>
    public override string ToString() => $"account '{Id}' at version {Version}: {TokenCount} auth tokens, {(ApiKey is null ? "no API key" : "an API key")}";

    private static IComparer<UserId> UserOrder { get; } =
        Comparer<UserId>.Create((left, right) => string.CompareOrdinal(left.Value, right.Value));

    private static IComparer<AuthTokenId> TokenOrder { get; } = Comparer<AuthTokenId>.Create(AuthTokenId.Compare);
}
