using System.Net;

namespace TrackVia.ApiAccess;

/// <summary>What one request presents: an API key and an auth token, not yet validated (R3), and the address that it came from.</summary>
/// <remarks>
/// <c>default</c> presents nothing, and is rejected as malformed. It is not a record, and <see cref="ToString"/> contains no value, because both
/// credentials are secrets.
/// </remarks>
public readonly struct PresentedCredentials
{
    /// <summary>Gets the API key as the request carries it; <see langword="null"/> if it carries none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Gets the auth token as the request carries it; <see langword="null"/> if it carries none.</summary>
    public string? AuthToken { get; init; }

    /// <summary>Gets the client's address, to be recorded with the use of the token (<see cref="Storage.TokenUsage"/>). It decides nothing.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(PresentedCredentials);
}
