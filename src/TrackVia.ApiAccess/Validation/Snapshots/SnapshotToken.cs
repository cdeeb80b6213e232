using NodaTime;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>The facts about one token in a snapshot. They never change.</summary>
/// <param name="digest">The digest of its secret.</param>
/// <param name="identity">What it acts as.</param>
/// <param name="expiresAt">The instant from which it is rejected.</param>
/// <param name="standingRejection">Why it is rejected at any time, if it is.</param>
internal sealed class SnapshotToken(CredentialDigest digest, ApiIdentity identity, Instant expiresAt, CredentialRejection? standingRejection)
    : TokenUsageMark(identity)
{
    private readonly CredentialDigest _digest = digest;

    public ref readonly CredentialDigest Digest => ref _digest;

    /// <summary>R23: may it act at this instant? Pure; allocates nothing.</summary>
    public ValidationResult Judge(Instant now) =>
        now >= expiresAt ? ValidationResult.Refused(CredentialRejection.TokenExpired, Identity)
        : standingRejection is { } rejection ? ValidationResult.Refused(rejection, Identity)
        : ValidationResult.Valid(Identity);
}
