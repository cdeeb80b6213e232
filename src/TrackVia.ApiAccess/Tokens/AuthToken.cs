using NodaTime;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess;

/// <summary>An auth token in the account's aggregate: stored facts, without the secret in clear. Immutable.</summary>
public sealed record AuthToken
{
    /// <summary>Gets the token's id.</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required AuthTokenId Id { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the name (R22); never changes (R11).</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required AuthTokenName Name { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>Gets the user that requests with this token act as (R8); never changes (R11).</summary>
    /// <exception cref="ArgumentException">The value is <c>default</c>.</exception>
    public required UserId UserId { get; init => field = Identifier.Checked(value); }

    /// <summary>Gets the expiration date, in the ISO calendar; never changes (R11).</summary>
    public required LocalDate ExpiresOn { get; init; }

    /// <summary>Gets the instant at which the token was created.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Gets the digest of the secret.</summary>
    public required CredentialDigest Digest { get; init; }

    /// <summary>Gets the secret's last four characters, by which people recognize the token.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required string Hint { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>
    /// Gets the secret as protected by <see cref="ISecretProtector"/>, if the host stores secrets (R14); otherwise
    /// <see langword="null"/>.
    /// </summary>
    public string? ProtectedSecret { get; init; }

    /// <summary>Gets a value indicating whether a Super Admin deactivated the token. Independent of its expiration (R16).</summary>
    public bool IsDeactivated { get; init; }

    /// <summary>
    /// Gets the first instant at which the token no longer works: <c>00:00:00Z</c> at the start of <see cref="ExpiresOn"/> (R13).
    /// </summary>
    public Instant ExpiresAt => ExpiresOn.AtMidnight().InUtc().ToInstant();

    /// <summary>Returns the token's state at an instant (R16).</summary>
    /// <param name="now">The instant.</param>
    /// <returns>The state.</returns>
    public AuthTokenState StateAt(Instant now) =>
        now >= ExpiresAt ? AuthTokenState.Expired
        : IsDeactivated ? AuthTokenState.Deactivated
        : AuthTokenState.Active;

    /// <summary>Returns the id, which is safe to print.</summary>
    /// <returns>The token's id.</returns>
    public override string ToString() => $"auth token {Id}";
}
