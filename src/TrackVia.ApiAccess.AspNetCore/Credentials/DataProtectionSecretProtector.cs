using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TrackVia.ApiAccess.AspNetCore.Credentials;

/// <summary>Protects secrets with the host's Data Protection, bound to the account, the kind of credential and the token.</summary>
internal sealed class DataProtectionSecretProtector(
    IDataProtectionProvider provider, IKeyManager? keys = null, ILogger<DataProtectionSecretProtector>? logger = null) : ISecretProtector
{
    public string Protect(Credential credential, SecretPurpose purpose) => For(purpose).Protect(credential.Reveal());

    public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
    {
        try
        {
            return Credential.TryParse(purpose.Kind, For(purpose).Unprotect(protectedSecret), out credential);
        }
        catch (CryptographicException exception)
        {
            Log.SecretUndecryptable(logger ?? NullLogger<DataProtectionSecretProtector>.Instance, UndecryptableSecret.Explain(protectedSecret, keys), exception);

            // A lost or revoked key, a changed text or another purpose: the secret cannot be shown, but still works (R2).
            credential = null;
            return false;
        }
    }

    private IDataProtector For(SecretPurpose purpose)
    {
        var account = provider.CreateProtector("TrackVia.ApiAccess.Secrets.v1", purpose.Kind.ToString(), purpose.AccountId.Value);
        return purpose.TokenId is { } tokenId ? account.CreateProtector(tokenId.ToString()) : account;
    }
}
