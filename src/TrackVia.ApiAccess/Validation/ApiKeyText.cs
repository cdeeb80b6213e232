using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Validation;

/// <summary>The text of an API key as a key of a table: in the entry itself, where a string would be another place in memory to go to.</summary>
internal readonly struct ApiKeyText : IEquatable<ApiKeyText>
{
    private const int PrefixLength = 4;

    private readonly Bytes _ascii;

    private ApiKeyText(in Bytes ascii) => _ascii = ascii;

    /// <summary>Reads what could be an API key, by its length and its alphabet. Allocates nothing.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ApiKeyText key)
    {
        var ascii = default(Bytes);
        var isRead = text.Length == CredentialFormat.Length && Ascii.FromUtf16(text, ascii, out _) is OperationStatus.Done;
        key = isRead ? new ApiKeyText(ascii) : default;
        return isRead;
    }

    public bool Equals(ApiKeyText other) => ((ReadOnlySpan<byte>)_ascii).SequenceEqual(other._ascii);

    public override bool Equals(object? obj) => obj is ApiKeyText other && Equals(other);

    /// <summary>Eight of its random characters hash well, and only keys that exist are ever stored.</summary>
    public override int GetHashCode() => HashCode.Combine(MemoryMarshal.Read<ulong>(((ReadOnlySpan<byte>)_ascii)[PrefixLength..]));

    [InlineArray(CredentialFormat.Length)]
    private struct Bytes
    {
        private byte _first;
    }
}
