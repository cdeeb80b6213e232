using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>One change of an account's access, which is also its audit entry (R26).</summary>
/// <remarks>
/// The kinds are closed: they are the sealed records in this file, and no other assembly can add one. A later version of the library may.
/// A change holds facts, so applying all of an account's changes in order gives its state (<see cref="AccountAccess.Apply"/>).
/// Immutable. None holds a secret in clear.
/// </remarks>
public abstract record AccessChange
{
    private protected AccessChange(ChangeOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        Origin = origin;
    }

    /// <summary>Gets the text that names the kind of change in stores, in the HTTP history and in logs, such as <c>AuthTokenCreated</c>.</summary>
    /// <value>The text of a kind never changes, whatever its record is called.</value>
    public abstract string Kind { get; }

    /// <summary>Gets who changed which account, when, and to which version.</summary>
    public ChangeOrigin Origin { get; }

    /// <summary>Gets the change's id.</summary>
    public ChangeId Id => Origin.Id;

    /// <summary>Gets the account.</summary>
    public AccountId AccountId => Origin.AccountId;

    /// <summary>Gets the account's version after the change.</summary>
    public long Version => Origin.Version;

    /// <summary>Gets when it was decided.</summary>
    public Instant At => Origin.At;

    /// <summary>Gets who did it.</summary>
    public UserId By => Origin.By;

    // Abstract and hidden from other assemblies: a record's copy constructor is protected, so the constructor above cannot close the kinds.
    internal abstract AccountAccess ApplyTo(AccountAccess account);
}

/// <summary>The account got its API key (R1).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="ApiKey">The new key.</param>
public sealed record ApiKeyCreated(ChangeOrigin Origin, ApiKey ApiKey) : AccessChange(Origin)
{
    internal const string KindText = "ApiKeyCreated";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) => account.ApiKey is null
        ? account.Next(apiKey: ApiKey)
        : throw account.Contradiction(this, "the account has its API key (R1)");
}

/// <summary>An auth token was created (R11).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="Token">The new token.</param>
public sealed record AuthTokenCreated(ChangeOrigin Origin, AuthToken Token) : AccessChange(Origin)
{
    internal const string KindText = "AuthTokenCreated";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) => account.FindToken(Token.Id) is null && account.TokenCount < AccountAccess.MaxTokens
        ? account.Next(tokens: account.TokensById.Add(Token.Id, Token))
        : throw account.Contradiction(this, "the token exists or the account is full (R10)");
}

/// <summary>An auth token was deactivated (R15).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenDeactivated(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin)
{
    internal const string KindText = "AuthTokenDeactivated";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.SetItem(TokenId, account.Existing(TokenId, this) with { IsDeactivated = true }));
}

/// <summary>An auth token was resumed (R15).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenResumed(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin)
{
    internal const string KindText = "AuthTokenResumed";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.SetItem(TokenId, account.Existing(TokenId, this) with { IsDeactivated = false }));
}

/// <summary>An auth token was deleted (R15).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenDeleted(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin)
{
    internal const string KindText = "AuthTokenDeleted";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.Remove(account.Existing(TokenId, this).Id));
}

/// <summary>The kept secret of an auth token was shown to a Super Admin (R14). Changes nothing but the version.</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenRevealed(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin)
{
    internal const string KindText = "AuthTokenRevealed";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) =>
        account.Next(tokens: account.TokensById.SetItem(TokenId, account.Existing(TokenId, this)));
}

/// <summary>A user's designation or enabled switch was set (R4, R9).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="User">The user's facts from now on.</param>
public sealed record UserAccessChanged(ChangeOrigin Origin, UserAccess User) : AccessChange(Origin)
{
    internal const string KindText = "UserAccessChanged";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) => account.Next(users: account.UsersById.SetItem(User.UserId, User));
}

/// <summary>A user was removed: nothing is known of the user any more, and the user's tokens are deactivated (R9).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="UserId">The user.</param>
public sealed record UserRemoved(ChangeOrigin Origin, UserId UserId) : AccessChange(Origin)
{
    internal const string KindText = "UserRemoved";

    /// <inheritdoc/>
    public override string Kind => KindText;

    internal override AccountAccess ApplyTo(AccountAccess account) => account.Next(
        users: account.UsersById.Remove(UserId),
        tokens: account.TokensById.SetItems(
            from token in account.Tokens
            where token.UserId == UserId
            select KeyValuePair.Create(token.Id, token with { IsDeactivated = true })));
}
