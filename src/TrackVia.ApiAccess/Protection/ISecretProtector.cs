using System.Diagnostics.CodeAnalysis;

namespace TrackVia.ApiAccess;

/// <summary>Encrypts the credentials that must be shown again: the API key (R2) and, where a host opts in, auth tokens (R14).</summary>
/// <remarks>
/// Authentication never calls it: a lost protection key costs display, not service (R2).
/// Implementers: authenticated encryption, bound to the purpose, so that a protected text that was copied to another account
/// or token does not open. Safe for use by many threads.
/// </remarks>
public interface ISecretProtector
{
    /// <summary>Encrypts a credential.</summary>
    /// <param name="credential">The credential in clear.</param>
    /// <param name="purpose">What the text is for; the same is needed to open it.</param>
    /// <returns>A text for the store, at most 2,048 characters.</returns>
    string Protect(Credential credential, SecretPurpose purpose);

    /// <summary>Decrypts a credential.</summary>
    /// <param name="protectedSecret">What <see cref="Protect"/> gave.</param>
    /// <param name="purpose">The purpose that it was protected for.</param>
    /// <param name="credential">The credential in clear, or <see langword="null"/>.</param>
    /// <returns><see langword="false"/> when the protection key is lost, or the text was changed or belongs elsewhere.</returns>
    bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential);
}
