using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace TrackVia.ApiAccess.Credentials;

/// <summary>
/// The wire format of a credential: a four-character prefix, 43 random base62 characters (256 bits),
/// and 6 base62 characters of CRC-32 over all that precedes. 53 ASCII characters.
/// </summary>
/// <remarks>
/// The checksum is not a defense. It allows scanners to recognize credentials, and typing errors to be found, without a lookup.
/// </remarks>
internal static class CredentialFormat
{
    public const int Length = PrefixLength + RandomLength + ChecksumLength;

    private const int PrefixLength = 4;
    private const int RandomLength = 43;
    private const int ChecksumLength = 6;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private const int PreambleLength = 17;

    // A CRC-32 that reads these bytes first returns to its initial state. With them the body has 64 bytes, which the library processes
    // with vector instructions; the 47 bytes by themselves take twice as long, which is a tenth of a validation.
    private static ReadOnlySpan<byte> Preamble => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1F, 0x4C, 0xAD, 0x62];

    private static readonly System.Buffers.SearchValues<char> Base62 = System.Buffers.SearchValues.Create(Alphabet);

    public static string Prefix(CredentialKind kind) => kind switch
    {
        CredentialKind.ApiKey => "tvk_",
        CredentialKind.AuthToken => "tvt_",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A credential is an API key or an auth token."),
    };

    /// <summary>Determines whether a text may contain a credential: it contains one of the prefixes.</summary>
    public static bool MayContainCredential(string text) =>
        text.Contains(Prefix(CredentialKind.ApiKey), StringComparison.Ordinal) || text.Contains(Prefix(CredentialKind.AuthToken), StringComparison.Ordinal);

    public static string Generate(CredentialKind kind)
    {
        var body = Prefix(kind) + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        Span<char> checksum = stackalloc char[ChecksumLength];
        var rest = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body));
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = TakeDigit(ref rest);
        }

        return string.Concat(body, checksum);
    }

    /// <summary>Determines whether the text has the format of a credential of this kind, without a hash or an allocation.</summary>
    public static bool IsWellFormed(CredentialKind kind, ReadOnlySpan<char> text) =>
        TryRead(kind, text, stackalloc byte[PreambleLength + Length]);

    /// <summary>SHA-256 of the text, if it is well-formed: 53 bytes are one block. Allocates nothing.</summary>
    public static bool TryHash(CredentialKind kind, ReadOnlySpan<char> text, Span<byte> destination)
    {
        Span<byte> ascii = stackalloc byte[PreambleLength + Length];
        if (!TryRead(kind, text, ascii))
        {
            return false;
        }

        CredentialHash.Compute(ascii[PreambleLength..], destination);
        return true;
    }

    /// <summary>Checks the text and writes it as ASCII after the preamble.</summary>
    private static bool TryRead(CredentialKind kind, ReadOnlySpan<char> text, Span<byte> ascii)
    {
        if (text.Length != Length
            || !text.StartsWith(Prefix(kind), StringComparison.Ordinal)
            || text[PrefixLength..].ContainsAnyExcept(Base62))
        {
            return false;
        }

        Preamble.CopyTo(ascii);
        Encoding.ASCII.GetBytes(text, ascii[PreambleLength..]);
        var rest = Crc32.HashToUInt32(ascii[..^ChecksumLength]);
        for (var i = ascii.Length - 1; i >= ascii.Length - ChecksumLength; i--)
        {
            if (ascii[i] != TakeDigit(ref rest))
            {
                return false;
            }
        }

        return true;
    }

    private static char TakeDigit(ref uint rest)
    {
        (rest, var digit) = Math.DivRem(rest, (uint)Alphabet.Length);
        return Alphabet[(int)digit];
    }
}
