using System.Runtime.InteropServices;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Compares API keys' texts ordinally. Eight of their random characters hash well, and only keys that exist are ever stored.</summary>
internal sealed class ApiKeyTextComparer : IEqualityComparer<string>
{
    private const int PrefixLength = 4;
    private const int HashedLength = 8;

    public static ApiKeyTextComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string obj)
    {
        if (obj.Length < PrefixLength + HashedLength)
        {
            return obj.Length;
        }

        var words = MemoryMarshal.Cast<char, ulong>(obj.AsSpan(PrefixLength, HashedLength));
        return HashCode.Combine(words[0], words[1]);
    }
}
