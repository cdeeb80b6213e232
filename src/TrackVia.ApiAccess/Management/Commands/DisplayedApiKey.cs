using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>An account's API key in clear, for display to a Super Admin (R2). Immutable.</summary>
public sealed class DisplayedApiKey
{
    internal DisplayedApiKey(Credential key, Instant createdAt)
    {
        Key = key;
        CreatedAt = createdAt;
    }

    /// <summary>Gets the key. Its <c>ToString</c> is redacted.</summary>
    public Credential Key { get; }

    /// <summary>Gets when the key was created.</summary>
    public Instant CreatedAt { get; }
}
