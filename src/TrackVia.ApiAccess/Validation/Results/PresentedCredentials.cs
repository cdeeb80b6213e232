using System.Net;

namespace TrackVia.ApiAccess;

/// <summary>The credentials of one request, not yet validated: an API key and an auth token (R3), and the client's address.</summary>
/// <remarks>
/// <c>default</c> contains no credentials, and is rejected as malformed. The type is not a record, and <see cref="ToString"/> returns no
/// value, because both credentials are secrets.
/// </remarks>
public readonly struct PresentedCredentials
{
    /// <summary>Gets the API key as received with the request; <see langword="null"/> if the request has none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Gets the auth token as received with the request; <see langword="null"/> if the request has none.</summary>
    public string? AuthToken { get; init; }

    /// <summary>
    /// Gets the client's address, which is recorded with the use of the token (<see cref="Storage.TokenUsage"/>). It does not affect the
    /// result.
    /// </summary>
    public IPAddress? ClientAddress { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(PresentedCredentials);
}
