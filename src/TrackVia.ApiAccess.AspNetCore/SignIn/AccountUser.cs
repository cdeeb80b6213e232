namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>A user of the host, and the account that the user belongs to. Immutable.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="UserId">The user.</param>
public sealed record AccountUser(AccountId AccountId, UserId UserId);
