using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>An account's API key in the aggregate (R1). Once created, it never changes. Immutable.</summary>
public sealed record ApiKey
{
    /// <summary>Gets the digest of the key, by which the store finds a request's key.</summary>
    public required CredentialDigest Digest { get; init; }

    /// <summary>Gets the key as protected by <see cref="ISecretProtector"/>, for display (R2).</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public required string ProtectedSecret { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>Gets the instant at which the key was created.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Returns a text that is safe to print.</summary>
    /// <returns>The first bytes of the digest.</returns>
    public override string ToString() => $"API key {Digest}";
}
