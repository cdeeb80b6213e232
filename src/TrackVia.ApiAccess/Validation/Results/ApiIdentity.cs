using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>Whom a validated request acts as (R8): the host applies its own roles to the user. Immutable.</summary>
/// <param name="AccountId">The account of the API key and the token.</param>
/// <param name="UserId">The API User that the token is assigned to.</param>
/// <param name="TokenId">The token's id.</param>
/// <param name="TokenName">The token's name, for people.</param>
public sealed record ApiIdentity(AccountId AccountId, UserId UserId, AuthTokenId TokenId, AuthTokenName TokenName)
{
    /// <summary>Gets the first instant at which the token is no longer accepted (R13): the request, and what it opened, ends by then.</summary>
    /// <value>An instant. Default: the Unix epoch, an identity that has expired.</value>
    public Instant ExpiresAt { get; init; }
}
