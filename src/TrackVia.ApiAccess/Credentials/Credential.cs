using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess;

/// <summary>A complete credential in clear: an API key or an auth token. Treat it as a secret.</summary>
/// <remarks>
/// Only <see cref="Reveal"/> returns its text: <see cref="ToString"/>, the debugger and serializers see a redacted form. Immutable and
/// safe for use by many threads. Equality is by reference: compare <see cref="Digest"/>s.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Credential
{
    private const int HintLength = 4;

    private readonly string _text;

    private Credential(CredentialKind kind, string text, CredentialDigest digest)
    {
        Kind = kind;
        _text = text;
        Digest = digest;
    }

    /// <summary>Gets the kind of the credential.</summary>
    public CredentialKind Kind { get; }

    /// <summary>Gets the SHA-256 digest by which stores identify the credential.</summary>
    public CredentialDigest Digest { get; }

    /// <summary>
    /// Gets the last four characters, by which people recognize the credential. They are part of the checksum and disclose nothing about
    /// the secret.
    /// </summary>
    public string Hint => _text[^HintLength..];

    /// <summary>Creates a credential with 256 random bits from the operating system's generator.</summary>
    /// <param name="kind">The kind of credential.</param>
    /// <returns>The new credential.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a defined value.</exception>
    public static Credential Generate(CredentialKind kind) =>
        TryParse(kind, CredentialFormat.Generate(kind), out var credential) ? credential : throw new UnreachableException();

    /// <summary>Tries to parse a credential: 53 ASCII characters, with prefix and checksum.</summary>
    /// <param name="kind">The kind of credential that the text must be.</param>
    /// <param name="text">The text, as received with a request.</param>
    /// <param name="credential">The credential; <see langword="null"/> if the text is malformed.</param>
    /// <returns>
    /// <see langword="true"/> if <paramref name="text"/> is well-formed, which does not mean that the credential is valid; otherwise,
    /// <see langword="false"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a defined value.</exception>
    public static bool TryParse(CredentialKind kind, string? text, [NotNullWhen(true)] out Credential? credential)
    {
        credential = CredentialDigest.TryCompute(kind, text, out var digest) ? new Credential(kind, text!, digest) : null;
        return credential is not null;
    }

    /// <summary>Returns the text in clear, for the person or program that it belongs to.</summary>
    /// <returns>53 ASCII characters.</returns>
    public string Reveal() => _text;

    /// <summary>Returns the redacted form, which is safe to print.</summary>
    /// <returns>The prefix and <c>[redacted]</c>.</returns>
    public override string ToString() => CredentialFormat.Prefix(Kind) + "[redacted]";
}
