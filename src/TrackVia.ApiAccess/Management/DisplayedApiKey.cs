using NodaTime;

namespace TrackVia.ApiAccess;

/// <summary>An account's API key in clear, for display to a Super Admin (R2).</summary>
/// <param name="Key">The key. It does not print.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record DisplayedApiKey(Credential Key, Instant CreatedAt);
