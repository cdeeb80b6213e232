namespace TrackVia.ApiAccess;

/// <summary>Who asks for a change: a user of an account, with the permissions that the host grants (R4, R18). Immutable.</summary>
/// <param name="AccountId">The account that the actor belongs to; an actor reaches no other.</param>
/// <param name="UserId">The user, for the audit (R26).</param>
/// <param name="IsSuperAdmin">Whether the user is a Super Admin, and so manages the API key and the tokens (R18).</param>
/// <param name="HasUserProfileAccess">Whether a Super Admin also has access to user profiles, and so manages API Users (R4).</param>
public sealed record Actor(AccountId AccountId, UserId UserId, bool IsSuperAdmin, bool HasUserProfileAccess);
