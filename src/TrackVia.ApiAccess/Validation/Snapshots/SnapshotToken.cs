using NodaTime;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>The facts about one token in a snapshot. They never change.</summary>
/// <param name="digest">The digest of its secret.</param>
/// <param name="identity">The identity that the token acts as.</param>
/// <param name="expiresAt">The instant from which it is rejected.</param>
/// <param name="standingRejection">The reason why the token is rejected regardless of time, if there is one.</param>
internal sealed class SnapshotToken(CredentialDigest digest, ApiIdentity identity, Instant expiresAt, CredentialRejection? standingRejection)
    : TokenUsageMark(identity)
{
    private readonly CredentialDigest _digest = digest;

    public ref readonly CredentialDigest Digest => ref _digest;

    /// <summary>Applies R23: determines whether the token is accepted at an instant. Pure; allocates nothing.</summary>
    public ValidationResult Judge(Instant now) =>
        now >= expiresAt ? ValidationResult.Refused(CredentialRejection.TokenExpired, Identity)
        : standingRejection is { } rejection ? ValidationResult.Refused(rejection, Identity)
        : ValidationResult.Valid(Identity);
}
