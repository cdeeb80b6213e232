using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace TrackVia.ApiAccess.Credentials;

/// <summary>
/// The wire format of a credential: a four-character prefix, 43 random base62 characters (256 bits),
/// and 6 base62 characters of CRC-32 over all that precedes. 53 ASCII characters.
/// </summary>
/// <remarks>The checksum is no defence: it lets scanners and typing errors be told apart without a look-up.</remarks>
internal static class CredentialFormat
{
    public const int Length = PrefixLength + RandomLength + ChecksumLength;

    private const int PrefixLength = 4;
    private const int RandomLength = 43;
    private const int ChecksumLength = 6;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly System.Buffers.SearchValues<char> Base62 = System.Buffers.SearchValues.Create(Alphabet);

    public static string Prefix(CredentialKind kind) => kind switch
    {
        CredentialKind.ApiKey => "tvk_",
        CredentialKind.AuthToken => "tvt_",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A credential is an API key or an auth token."),
    };

    public static string Generate(CredentialKind kind)
    {
        var body = Prefix(kind) + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(Encoding.ASCII.GetBytes(body), checksum);
        return string.Concat(body, checksum);
    }

    /// <summary>Whether the text has the shape of a credential of this kind. Costs no hash and no allocation.</summary>
    public static bool IsWellFormed(CredentialKind kind, ReadOnlySpan<char> text)
    {
        Span<byte> ascii = stackalloc byte[Length];
        return TryGetAscii(kind, text, ascii);
    }

    /// <summary>SHA-256 of the text, if it is well-formed: 53 bytes are one block. Allocates nothing.</summary>
    public static bool TryHash(CredentialKind kind, ReadOnlySpan<char> text, Span<byte> destination)
    {
        Span<byte> ascii = stackalloc byte[Length];
        if (!TryGetAscii(kind, text, ascii))
        {
            return false;
        }

        SHA256.HashData(ascii, destination);
        return true;
    }

    private static bool TryGetAscii(CredentialKind kind, ReadOnlySpan<char> text, Span<byte> ascii)
    {
        if (text.Length != Length
            || !text.StartsWith(Prefix(kind), StringComparison.Ordinal)
            || text[PrefixLength..].ContainsAnyExcept(Base62))
        {
            return false;
        }

        Encoding.ASCII.GetBytes(text, ascii);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(ascii[..^ChecksumLength], checksum);
        return text[^ChecksumLength..].SequenceEqual(checksum);
    }

    private static void WriteChecksum(ReadOnlySpan<byte> body, Span<char> destination)
    {
        var rest = Crc32.HashToUInt32(body);
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            (rest, var digit) = Math.DivRem(rest, (uint)Alphabet.Length);
            destination[i] = Alphabet[(int)digit];
        }
    }
}
