using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>One change of an account's access, which is also its audit entry (R26).</summary>
/// <remarks>
/// The kinds are closed: they are the sealed records in this file. A change holds facts, so applying all of an account's
/// changes in order gives its state (<see cref="AccountAccess.Apply"/>). Immutable. None holds a secret in clear.
/// </remarks>
public abstract record AccessChange
{
    private protected AccessChange(ChangeOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        Origin = origin;
    }

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
}

/// <summary>The account got its API key (R1).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="ApiKey">The new key.</param>
public sealed record ApiKeyCreated(ChangeOrigin Origin, ApiKey ApiKey) : AccessChange(Origin);

/// <summary>An auth token was created (R11).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="Token">The new token.</param>
public sealed record AuthTokenCreated(ChangeOrigin Origin, AuthToken Token) : AccessChange(Origin);

/// <summary>An auth token was deactivated (R15).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenDeactivated(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin);

/// <summary>An auth token was resumed (R15).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenResumed(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin);

/// <summary>An auth token was deleted (R15).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenDeleted(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin);

/// <summary>The kept secret of an auth token was shown to a Super Admin (R14). Changes nothing but the version.</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="TokenId">The token.</param>
public sealed record AuthTokenRevealed(ChangeOrigin Origin, AuthTokenId TokenId) : AccessChange(Origin);

/// <summary>A user's designation or enabled switch was set (R4, R9).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="User">The user's facts from now on.</param>
public sealed record UserAccessChanged(ChangeOrigin Origin, UserAccess User) : AccessChange(Origin);

/// <summary>A user was removed: nothing is known of the user any more, and the user's tokens are deactivated (R9).</summary>
/// <param name="Origin">Who, which account, when, which version.</param>
/// <param name="UserId">The user.</param>
public sealed record UserRemoved(ChangeOrigin Origin, UserId UserId) : AccessChange(Origin);
