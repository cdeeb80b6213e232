using System.Net;

namespace TrackVia.ApiAccess;

/// <summary>A validation for which memory does not suffice: <see cref="CompleteAsync"/> queries the store and repeats no step.</summary>
/// <remarks>Returned by <see cref="ApiAccessValidator.TryValidate"/>. <c>default</c> is not a validation.</remarks>
public readonly struct PendingValidation
{
    private readonly ApiAccessValidator? _validator;

    internal PendingValidation(ApiAccessValidator validator, string apiKey, in CredentialDigest token, IPAddress? clientAddress, long startedAt)
    {
        _validator = validator;
        ApiKey = apiKey;
        Token = token;
        ClientAddress = clientAddress;
        StartedAt = startedAt;
    }

    internal string ApiKey { get; }

    internal CredentialDigest Token { get; }

    internal IPAddress? ClientAddress { get; }

    internal long StartedAt { get; }

    /// <summary>Completes the validation. Call it once.</summary>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// The result, as <see cref="ApiAccessValidator.ValidateAsync(PresentedCredentials, CancellationToken)"/> returns it.
    /// </returns>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<ValidationResult> CompleteAsync(CancellationToken cancellationToken = default) =>
        (_validator ?? throw new InvalidOperationException("This validation did not come from ApiAccessValidator.TryValidate. Call that first."))
            .CompleteAsync(this, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => nameof(PendingValidation);
}
