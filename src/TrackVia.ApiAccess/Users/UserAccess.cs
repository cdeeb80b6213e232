using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>The two independent facts that an account records about a user (R4, R9). Immutable.</summary>
/// <remarks>A user without recorded facts is <see cref="Ordinary"/>.</remarks>
public sealed record UserAccess
{
    /// <summary>Gets the user.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required UserId UserId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets a value indicating whether the user is designated as an API User (R4).</summary>
    public required bool IsApiUser { get; init; }

    /// <summary>Gets a value indicating whether the user is enabled; disabling stops all the user's tokens at once (R9).</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Gets a value indicating whether tokens may be assigned to this user and the user's tokens may work (R11, R23).</summary>
    public bool CanUseTokens => IsApiUser && IsEnabled;

    /// <summary>Returns the facts of a user without recorded facts: enabled, and not an API User.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The facts.</returns>
    /// <exception cref="ArgumentException"><paramref name="userId"/> is <c>default</c>.</exception>
    public static UserAccess Ordinary(UserId userId) => new() { UserId = userId, IsApiUser = false, IsEnabled = true };
}
