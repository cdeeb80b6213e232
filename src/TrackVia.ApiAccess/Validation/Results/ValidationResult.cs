using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess;

/// <summary>
/// The result of validating a request's credentials: valid, rejected, or unavailable because the store did not respond (R23, R25).
/// </summary>
/// <remarks><c>default</c> is unavailable, so that an uninitialized result never admits a request.</remarks>
public readonly record struct ValidationResult
{
    private readonly ApiIdentity? _known;

    private ValidationResult(ApiIdentity? known, CredentialRejection? refusal)
    {
        _known = known;
        Rejection = refusal;
    }

    /// <summary>Gets a value indicating whether the credentials are valid.</summary>
    [MemberNotNullWhen(true, nameof(Identity))]
    public bool IsValid => Identity is not null;

    /// <summary>Gets a value indicating whether the store could not respond. Respond with <c>503</c>, never <c>401</c> (R25).</summary>
    public bool IsUnavailable => _known is null && Rejection is null;

    /// <summary>Gets the user that the request acts as; <see langword="null"/> if the credentials are not valid.</summary>
    public ApiIdentity? Identity => Rejection is null ? _known : null;

    /// <summary>Gets the reason why the credentials were rejected; for logs, never for the caller (R23).</summary>
    public CredentialRejection? Rejection { get; }

    /// <summary>Gets the token's id, if the token is known; for logs.</summary>
    public AuthTokenId? TokenId => _known?.TokenId;

    /// <summary>Gets the result for a store that cannot respond.</summary>
    public static ValidationResult Unavailable => default;

    /// <summary>Returns the result for valid credentials, for example for a host's tests.</summary>
    /// <param name="identity">The user that the request acts as.</param>
    /// <returns>The result.</returns>
    public static ValidationResult Valid(ApiIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new(identity, null);
    }

    /// <summary>Returns the result for rejected credentials, for example for a host's tests.</summary>
    /// <param name="rejection">The reason, for logs.</param>
    /// <returns>The result.</returns>
    public static ValidationResult Refused(CredentialRejection rejection) => new(null, rejection);

    internal static ValidationResult Refused(CredentialRejection rejection, ApiIdentity known) => new(known, rejection);
}
