using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>What a Super Admin chooses when creating a token (R11).</summary>
/// <param name="Name">The name.</param>
/// <param name="ExpiresOn">The expiration date: tomorrow's UTC date at the earliest (R12).</param>
/// <param name="UserId">The user that the token is assigned to: an enabled API User.</param>
public sealed record NewAuthToken(AuthTokenName Name, LocalDate ExpiresOn, UserId UserId);
