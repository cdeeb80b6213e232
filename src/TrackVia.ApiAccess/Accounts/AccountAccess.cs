using System.Collections.Immutable;

namespace TrackVia.ApiAccess;

/// <summary>
/// An account's access as one small bounded aggregate: at most one API key (R1), its users' facts, at most 100 auth tokens (R10).
/// </summary>
/// <remarks>
/// Immutable and safe for use by many threads. Decisions are pure functions on it (<c>Decide…</c>); <see cref="Apply"/> gives the next
/// one. Two aggregates are equal when all their facts are.
/// </remarks>
public sealed partial class AccountAccess : IEquatable<AccountAccess>
{
    /// <summary>The most auth tokens that an account holds: 100, whatever their state (R10).</summary>
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

    /// <summary>Gets the number of changes so far; 0 for an account that has never changed.</summary>
    public long Version { get; }

    /// <summary>Gets the API key, or <see langword="null"/> when there is none yet.</summary>
    public ApiKey? ApiKey { get; }

    /// <summary>Gets the users of whom anything was recorded, ordered by id.</summary>
    public IEnumerable<UserAccess> Users => _users.Values;

    /// <summary>Gets the auth tokens, ordered by id.</summary>
    public IEnumerable<AuthToken> Tokens => _tokens.Values;

    /// <summary>Gets the number of auth tokens, which counts active, deactivated and expired ones (R10).</summary>
    public int TokenCount => _tokens.Count;

    /// <summary>An account of which nothing is recorded: version 0.</summary>
    /// <param name="id">The account.</param>
    /// <returns>The empty aggregate.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is <c>default</c>.</exception>
    public static AccountAccess Empty(AccountId id) => Restore(id, 0, null, [], []);

    /// <summary>Rebuilds an aggregate from stored data.</summary>
    /// <param name="id">The account.</param>
    /// <param name="version">Its version, 0 or more.</param>
    /// <param name="apiKey">Its API key, if it has one.</param>
    /// <param name="users">The users of whom anything was recorded, in any order.</param>
    /// <param name="tokens">The auth tokens, in any order.</param>
    /// <returns>The aggregate.</returns>
    /// <exception cref="ArgumentException">The parts contradict an invariant: what the store kept is damaged.</exception>
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

    /// <summary>Gets what is known of a user; <see cref="UserAccess.Ordinary"/> when nothing is.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The user's facts.</returns>
    public UserAccess GetUser(UserId userId) => _users.GetValueOrDefault(userId) ?? UserAccess.Ordinary(userId);

    /// <summary>Finds a token by its id.</summary>
    /// <param name="tokenId">The token.</param>
    /// <returns>The token, or <see langword="null"/>.</returns>
    public AuthToken? FindToken(AuthTokenId tokenId) => _tokens.GetValueOrDefault(tokenId);

    /// <summary>Finds a token by the digest of its secret. Linear in the number of tokens, which is at most 100.</summary>
    /// <param name="digest">The digest.</param>
    /// <returns>The token, or <see langword="null"/>.</returns>
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
