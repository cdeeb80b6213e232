using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Users;

namespace TrackVia.ApiAccess.AspNetCore.SignIn;

/// <summary>A user of the host, and the account that the user belongs to. Immutable.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="UserId">The user.</param>
public sealed record AccountUser(AccountId AccountId, UserId UserId);
