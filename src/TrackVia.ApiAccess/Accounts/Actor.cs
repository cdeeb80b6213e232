using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>A user of an account who requests a change, with the permissions that the host grants (R4, R18). Immutable.</summary>
public sealed record Actor
{
    /// <summary>Gets the account that the actor belongs to. An actor cannot access another account.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AccountId AccountId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the user, who is recorded in the audit (R26).</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required UserId UserId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets a value indicating whether the user is a Super Admin, who may manage the API key and the tokens (R18).</summary>
    /// <value>Default: <see langword="false"/>, with which every command is refused.</value>
    public bool IsSuperAdmin { get; init; }

    /// <summary>Gets a value indicating whether a Super Admin also has access to user profiles, and may manage API Users (R4).</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool HasUserProfileAccess { get; init; }
}
