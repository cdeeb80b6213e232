using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Protection;

/// <summary>
/// Protects secrets with a key that exists as long as the process, for the in-memory store, which does not outlive the process either.
/// </summary>
/// <remarks>AES-256-GCM; the text is the base64 of nonce, tag and ciphertext, and the purpose is the associated data.</remarks>
internal sealed class EphemeralSecretProtector : ISecretProtector
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Protect(Credential credential, SecretPurpose purpose)
    {
        var clear = Encoding.ASCII.GetBytes(credential.Reveal());
        var sealedSecret = new byte[NonceLength + TagLength + clear.Length];
        var nonce = sealedSecret.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = NewCipher();
        aes.Encrypt(nonce, clear, sealedSecret.AsSpan(NonceLength + TagLength), sealedSecret.AsSpan(NonceLength, TagLength), Associated(purpose));
        CryptographicOperations.ZeroMemory(clear);
        return Convert.ToBase64String(sealedSecret);
    }

    public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
    {
        credential = null;
        var sealedSecret = new byte[NonceLength + TagLength + CredentialFormat.Length];
        if (!Convert.TryFromBase64String(protectedSecret, sealedSecret, out var length) || length != sealedSecret.Length)
        {
            return false;
        }

        var clear = new byte[CredentialFormat.Length];
        try
        {
            using var aes = NewCipher();
            aes.Decrypt(
                sealedSecret.AsSpan(0, NonceLength),
                sealedSecret.AsSpan(NonceLength + TagLength),
                sealedSecret.AsSpan(NonceLength, TagLength),
                clear,
                Associated(purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        return Credential.TryParse(purpose.Kind, Encoding.ASCII.GetString(clear), out credential);
    }

    // One per call: a cipher is not safe for use by several threads.
    private AesGcm NewCipher() => new(_key, TagLength);

    private static byte[] Associated(SecretPurpose purpose) =>
        Encoding.UTF8.GetBytes($"{purpose.Kind}\n{purpose.AccountId}\n{purpose.TokenId}");
}
