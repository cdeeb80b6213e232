using NodaTime;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>The author, account, version and instant of a change, which every audit entry has (R26). Immutable.</summary>
public sealed record ChangeOrigin
{
    /// <summary>Gets the change's id: a store that receives the same change again returns <em>committed</em>.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required ChangeId Id { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the account.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AccountId AccountId { get; init => field = Identifier.Checked(value); }

    /// <summary>
    /// Gets the account's version after the change, from 1. The change applies only to the account at the preceding version.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public required long Version
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>
    /// Gets the instant at which the change was decided, by the host's clock. Changes are ordered by version, not by instant.
    /// </summary>
    public required Instant At { get; init; }

    /// <summary>Gets the user who made the change.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required UserId By { get; init => field = Identifier.Checked(value); }
}
