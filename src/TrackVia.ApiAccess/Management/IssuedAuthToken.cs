namespace TrackVia.ApiAccess;

/// <summary>A new token with its secret, which is shown this once (R14).</summary>
/// <param name="Token">The token.</param>
/// <param name="Secret">The secret in clear, to be handed to the Super Admin. It does not print.</param>
public sealed record IssuedAuthToken(AuthToken Token, Credential Secret);
