using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>Who changed which account, when, and to which version: what every audit entry tells (R26).</summary>
/// <param name="Id">The change's id: a store that is given the same change again answers <em>committed</em>.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Version">The account's version after the change, from 1. The change fits the account at one version less, and no other.</param>
/// <param name="At">When it was decided, by the host's clock. Versions give the order, not instants.</param>
/// <param name="By">Who did it.</param>
public sealed record ChangeOrigin(ChangeId Id, AccountId AccountId, long Version, Instant At, UserId By);
