using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess;

/// <summary>Encrypts the credentials that must be shown again: the API key (R2) and, where a host opts in, auth tokens (R14).</summary>
/// <remarks>
/// Authentication never calls it: if a protection key is lost, credentials can no longer be displayed, but they still work (R2).
/// Implementers: use authenticated encryption bound to the purpose, so that a protected text that was copied to another account or token
/// cannot be decrypted. Safe for use by many threads.
/// </remarks>
public interface ISecretProtector
{
    /// <summary>Encrypts a credential.</summary>
    /// <param name="credential">The credential in clear.</param>
    /// <param name="purpose">The purpose of the text, which is required again to decrypt it.</param>
    /// <returns>A text for the store, at most 2,048 characters.</returns>
    string Protect(Credential credential, SecretPurpose purpose);

    /// <summary>Decrypts a credential.</summary>
    /// <param name="protectedSecret">The text that <see cref="Protect"/> returned.</param>
    /// <param name="purpose">The purpose for which the credential was protected.</param>
    /// <param name="credential">The credential in clear; <see langword="null"/> if it cannot be decrypted.</param>
    /// <returns>
    /// <see langword="true"/> if the credential was decrypted; <see langword="false"/> if the protection key is lost, or the text was
    /// changed or belongs to another purpose.
    /// </returns>
    bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential);
}
