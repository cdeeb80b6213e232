using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>The text of an API key as a dictionary key, stored in the entry itself: a string would need another memory access.</summary>
internal readonly struct ApiKeyText
{
    private readonly Bytes _ascii;

    private ApiKeyText(ReadOnlySpan<char> text) => Encoding.ASCII.GetBytes(text, _ascii);

    /// <summary>Gets a comparer that allows look-ups by any text without conversion; only well-formed keys are ever stored.</summary>
    public static IEqualityComparer<ApiKeyText> Comparer { get; } = new ByText();

    [InlineArray(CredentialFormat.Length)]
    private struct Bytes
    {
        private byte _first;
    }

    private sealed class ByText : IEqualityComparer<ApiKeyText>, IAlternateEqualityComparer<ReadOnlySpan<char>, ApiKeyText>
    {
        private const int PrefixLength = 4;
        private const int HashedLength = 8;

        public ApiKeyText Create(ReadOnlySpan<char> alternate) => new(alternate);

        public bool Equals(ApiKeyText x, ApiKeyText y) => ((ReadOnlySpan<byte>)x._ascii).SequenceEqual(y._ascii);

        public bool Equals(ReadOnlySpan<char> alternate, ApiKeyText other) => Ascii.Equals(other._ascii, alternate);

        public int GetHashCode(ApiKeyText obj)
        {
            Span<char> text = stackalloc char[CredentialFormat.Length];
            Encoding.ASCII.GetChars(obj._ascii, text);
            return GetHashCode(text);
        }

        /// <summary>Eight of its random characters are a good hash code.</summary>
        public int GetHashCode(ReadOnlySpan<char> alternate)
        {
            if (alternate.Length < PrefixLength + HashedLength)
            {
                return alternate.Length;
            }

            var words = MemoryMarshal.Cast<char, ulong>(alternate.Slice(PrefixLength, HashedLength));
            return HashCode.Combine(words[0], words[1]);
        }
    }
}
