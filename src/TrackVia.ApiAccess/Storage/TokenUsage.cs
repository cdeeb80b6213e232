using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess.Storage;

/// <summary>A use of an auth token. Immutable.</summary>
public readonly record struct TokenUsage
{
    /// <summary>Gets the account of the token.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AccountId AccountId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the token.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AuthTokenId TokenId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the instant at which the token was validated. Stores record whole microseconds.</summary>
    public required Instant At { get; init; }

    /// <summary>Gets the address that the request came from.</summary>
    /// <value>Default: <see langword="null"/>, if the host does not record it.</value>
    public IPAddress? ClientAddress { get; init; }
}
