namespace TrackVia.ApiAccess;

/// <summary>The purpose of a protected secret: the account and the credential for which it can be decrypted.</summary>
public sealed record SecretPurpose
{
    private SecretPurpose(AccountId accountId, CredentialKind kind, AuthTokenId? tokenId)
    {
        AccountId = accountId;
        Kind = kind;
        TokenId = tokenId;
    }

    /// <summary>Gets the account that the secret belongs to.</summary>
    public AccountId AccountId { get; }

    /// <summary>Gets the kind of the credential.</summary>
    public CredentialKind Kind { get; }

    /// <summary>Gets the token's id; <see langword="null"/> for the API key.</summary>
    public AuthTokenId? TokenId { get; }

    /// <summary>Returns the purpose of an account's API key.</summary>
    /// <param name="accountId">The account.</param>
    /// <returns>The purpose.</returns>
    public static SecretPurpose ApiKey(AccountId accountId) => new(accountId, CredentialKind.ApiKey, null);

    /// <summary>Returns the purpose of one auth token.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="tokenId">The token.</param>
    /// <returns>The purpose.</returns>
    public static SecretPurpose AuthToken(AccountId accountId, AuthTokenId tokenId) => new(accountId, CredentialKind.AuthToken, tokenId);
}
