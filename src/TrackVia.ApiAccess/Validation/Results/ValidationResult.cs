using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess;

/// <summary>How the validation of a request's credentials ended: valid, refused, or the store cannot answer (R23, R25).</summary>
/// <remarks><c>default</c> is unavailable: a result that nobody made lets nobody in.</remarks>
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

    /// <summary>Gets a value indicating whether the store could not answer: answer <c>503</c>, never <c>401</c> (R25).</summary>
    public bool IsUnavailable => _known is null && Rejection is null;

    /// <summary>Gets whom the request acts as, when the credentials are valid.</summary>
    public ApiIdentity? Identity => Rejection is null ? _known : null;

    /// <summary>Gets why the credentials were refused; for logs, never for the caller (R23).</summary>
    public CredentialRejection? Rejection { get; }

    /// <summary>Gets the token's id, where the token is known; for logs.</summary>
    public AuthTokenId? TokenId => _known?.TokenId;

    /// <summary>Gets the result that the store cannot answer.</summary>
    public static ValidationResult Unavailable => default;

    /// <summary>Returns the result of valid credentials, such as for a host's tests.</summary>
    /// <param name="identity">The user that the request acts as.</param>
    /// <returns>The result.</returns>
    public static ValidationResult Valid(ApiIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new(identity, null);
    }

    /// <summary>Returns the result of credentials that were refused, such as for a host's tests.</summary>
    /// <param name="rejection">The reason, for logs.</param>
    /// <returns>The result.</returns>
    public static ValidationResult Refused(CredentialRejection rejection) => new(null, rejection);

    internal static ValidationResult Refused(CredentialRejection rejection, ApiIdentity known) => new(known, rejection);
}
