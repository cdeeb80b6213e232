using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Tokens;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Whom a validated request acts as (R8): the host applies its own roles to the user. Immutable.</summary>
/// <param name="AccountId">The account of the API key and the token.</param>
/// <param name="UserId">The API User that the token is assigned to.</param>
/// <param name="TokenId">The token's id.</param>
/// <param name="TokenName">The token's name, for people.</param>
public sealed record ApiIdentity(AccountId AccountId, UserId UserId, AuthTokenId TokenId, AuthTokenName TokenName);
