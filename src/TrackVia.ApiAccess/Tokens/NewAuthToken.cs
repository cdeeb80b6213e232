using NodaTime;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>The choices of a Super Admin who creates a token (R11). Immutable.</summary>
public sealed record NewAuthToken
{
    /// <summary>Gets the name.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required AuthTokenName Name { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>Gets the expiration date: tomorrow's UTC date at the earliest (R12).</summary>
    public required LocalDate ExpiresOn { get; init; }

    /// <summary>Gets the user that the token is assigned to: an enabled API User.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required UserId UserId { get; init => field = Identifier.Checked(value); }
}
