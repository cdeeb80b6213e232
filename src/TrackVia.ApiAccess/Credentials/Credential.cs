using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess;

/// <summary>A whole credential in clear: an API key or an auth token. Handle it as the secret that it is.</summary>
/// <remarks>
/// Its text leaves by <see cref="Reveal"/> alone: <see cref="ToString"/>, the debugger and serializers see a redacted form.
/// Immutable and safe for use by many threads. Equality is by reference: compare <see cref="Digest"/>s.
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

    /// <summary>Gets which of the two credentials this is.</summary>
    public CredentialKind Kind { get; }

    /// <summary>Gets the SHA-256 digest by which stores know the credential.</summary>
    public CredentialDigest Digest { get; }

    /// <summary>Gets the last four characters, by which a person recognises the credential. They are part of the checksum and tell nothing of the secret.</summary>
    public string Hint => _text[^HintLength..];

    /// <summary>Makes a new credential with 256 random bits from the operating system's generator.</summary>
    /// <param name="kind">Which of the two credentials.</param>
    /// <returns>The new credential.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a defined value.</exception>
    public static Credential Generate(CredentialKind kind) =>
        TryParse(kind, CredentialFormat.Generate(kind), out var credential) ? credential : throw new UnreachableException();

    /// <summary>Reads a credential: 53 ASCII characters, with prefix and checksum.</summary>
    /// <param name="kind">Which of the two credentials the text must be.</param>
    /// <param name="text">The text, as a request carries it.</param>
    /// <param name="credential">The credential, or <see langword="null"/>.</param>
    /// <returns>
    /// <see langword="true"/> if <paramref name="text"/> has the right shape. This says nothing about whether it is valid; otherwise,
    /// <see langword="false"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a defined value.</exception>
    public static bool TryParse(CredentialKind kind, string? text, [NotNullWhen(true)] out Credential? credential)
    {
        credential = CredentialDigest.TryCompute(kind, text, out var digest) ? new Credential(kind, text!, digest) : null;
        return credential is not null;
    }

    /// <summary>Returns the text in clear, to hand it to the person or program that it belongs to.</summary>
    /// <returns>53 ASCII characters.</returns>
    public string Reveal() => _text;

    /// <summary>Returns the redacted form, which is safe to print.</summary>
    /// <returns>The prefix and <c>[redacted]</c>.</returns>
    public override string ToString() => CredentialFormat.Prefix(Kind) + "[redacted]";
}
