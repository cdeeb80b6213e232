using NodaTime;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>The user that a validated request acts as (R8): the host applies its own roles to the user. Immutable.</summary>
public sealed record ApiIdentity
{
    /// <summary>Gets the account of the API key and the token.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AccountId AccountId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the API User that the token is assigned to.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required UserId UserId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the token's id.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AuthTokenId TokenId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the token's name, for people.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required AuthTokenName TokenName { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>
    /// Gets the first instant at which the token is no longer accepted (R13). The request, and any connection that it opened, ends by
    /// then.
    /// </summary>
    /// <value>An instant. Default: the Unix epoch, which is an expired identity.</value>
    public Instant ExpiresAt { get; init; }
}
