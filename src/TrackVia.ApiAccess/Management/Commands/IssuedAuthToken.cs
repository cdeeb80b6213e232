namespace TrackVia.ApiAccess;

/// <summary>A new token with its secret, which is shown only once (R14). Immutable.</summary>
public sealed class IssuedAuthToken
{
    internal IssuedAuthToken(AuthToken token, Credential secret)
    {
        Token = token;
        Secret = secret;
    }

    /// <summary>Gets the token.</summary>
    public AuthToken Token { get; }

    /// <summary>Gets the secret in clear, for the Super Admin. Its <c>ToString</c> is redacted.</summary>
    public Credential Secret { get; }
}
