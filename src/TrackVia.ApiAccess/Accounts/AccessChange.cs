using NodaTime;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>One change of an account's access, which is also its audit entry (R26).</summary>
/// <remarks>
/// The kinds are closed: they are the sealed records in this file, and no other assembly can add one. A later version of the library may
/// add kinds. A change consists of facts, so applying all changes of an account in order results in its state
/// (<see cref="AccountAccess.Apply"/>). Immutable. No change contains a secret in clear.
/// </remarks>
public abstract record AccessChange
{
    private protected AccessChange()
    {
    }

    /// <summary>
    /// Gets the text that identifies the kind of change in stores, in the HTTP history and in logs, such as <c>AuthTokenCreated</c>.
    /// </summary>
    /// <value>The text of a kind never changes, even if its record is renamed.</value>
    public abstract string Kind { get; }

    /// <summary>Gets the author, the account, the version and the instant of the change.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required ChangeOrigin Origin { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>Gets the change's id.</summary>
    public ChangeId Id => Origin.Id;

    /// <summary>Gets the account.</summary>
    public AccountId AccountId => Origin.AccountId;

    /// <summary>Gets the account's version after the change.</summary>
    public long Version => Origin.Version;

    /// <summary>Gets the instant at which the change was decided.</summary>
    public Instant At => Origin.At;

    /// <summary>Gets the user who made the change.</summary>
    public UserId By => Origin.By;

    /// <summary>Gets the token and the user that the change concerns, for readers of the history.</summary>
    internal abstract ChangeSubject Subject { get; }

    // Abstract and hidden from other assemblies: a record's copy constructor is protected, so the constructor above cannot close the kinds.
    internal abstract AccountAccess ApplyTo(AccountAccess account);
}

/// <summary>The account's API key was created (R1).</summary>
public sealed record ApiKeyCreated : AccessChange
{
    internal const string KindText = "ApiKeyCreated";

    /// <summary>Gets the new key.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required ApiKey ApiKey { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => default;

    internal override AccountAccess ApplyTo(AccountAccess account) => account.ApiKey is null
        ? account.Next(apiKey: ApiKey)
        : throw account.Contradiction(this, "the account has its API key (R1)");
}

/// <summary>An auth token was created (R11).</summary>
public sealed record AuthTokenCreated : AccessChange
{
    internal const string KindText = "AuthTokenCreated";

    /// <summary>Gets the new token.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required AuthToken Token { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => new() { TokenId = Token.Id, TokenName = Token.Name, UserId = Token.UserId };

    internal override AccountAccess ApplyTo(AccountAccess account) => account.FindToken(Token.Id) is null && account.TokenCount < AccountAccess.MaxTokens
        ? account.Next(tokens: account.TokensById.Add(Token.Id, Token))
        : throw account.Contradiction(this, "the token exists or the account is full (R10)");
}

/// <summary>An auth token was deactivated (R15).</summary>
public sealed record AuthTokenDeactivated : AccessChange
{
    internal const string KindText = "AuthTokenDeactivated";

    /// <summary>Gets the token.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AuthTokenId TokenId { get; init => field = Identifier.Checked(value); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => new() { TokenId = TokenId };

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.SetItem(TokenId, account.Existing(TokenId, this) with { IsDeactivated = true }));
}

/// <summary>An auth token was resumed (R15).</summary>
public sealed record AuthTokenResumed : AccessChange
{
    internal const string KindText = "AuthTokenResumed";

    /// <summary>Gets the token.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AuthTokenId TokenId { get; init => field = Identifier.Checked(value); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => new() { TokenId = TokenId };

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.SetItem(TokenId, account.Existing(TokenId, this) with { IsDeactivated = false }));
}

/// <summary>An auth token was deleted (R15).</summary>
public sealed record AuthTokenDeleted : AccessChange
{
    internal const string KindText = "AuthTokenDeleted";

    /// <summary>Gets the token.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AuthTokenId TokenId { get; init => field = Identifier.Checked(value); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => new() { TokenId = TokenId };

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.Remove(account.Existing(TokenId, this).Id));
}

/// <summary>The stored secret of an auth token was shown to a Super Admin (R14). Changes only the version.</summary>
public sealed record AuthTokenRevealed : AccessChange
{
    internal const string KindText = "AuthTokenRevealed";

    /// <summary>Gets the token.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AuthTokenId TokenId { get; init => field = Identifier.Checked(value); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => new() { TokenId = TokenId };

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.SetItem(TokenId, account.Existing(TokenId, this)));
}

/// <summary>A user's designation or enabled switch was set (R4, R9).</summary>
public sealed record UserAccessChanged : AccessChange
{
    internal const string KindText = "UserAccessChanged";

    /// <summary>Gets the user's facts after the change.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required UserAccess User { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => new() { UserId = User.UserId, User = User };

    internal override AccountAccess ApplyTo(AccountAccess account) => account.Next(users: account.UsersById.SetItem(User.UserId, User));
}

/// <summary>A user was removed: the user's recorded facts were deleted, and the user's tokens were deactivated (R9).</summary>
public sealed record UserRemoved : AccessChange
{
    internal const string KindText = "UserRemoved";

    /// <summary>Gets the user.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required UserId UserId { get; init => field = Identifier.Checked(value); }

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override ChangeSubject Subject => new() { UserId = UserId };

    internal override AccountAccess ApplyTo(AccountAccess account) => account.Next(
        users: account.UsersById.Remove(UserId),
        tokens: account.TokensById.SetItems(
            from token in account.Tokens
            where token.UserId == UserId
            select KeyValuePair.Create(token.Id, token with { IsDeactivated = true })));
}
