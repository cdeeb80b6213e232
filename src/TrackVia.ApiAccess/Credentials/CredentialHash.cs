using System.Security.Cryptography;

namespace TrackVia.ApiAccess.Credentials;

/// <summary>SHA-256, by one hasher a thread: to set up another one each time costs as much as a third of a validation.</summary>
internal static class CredentialHash
{
    [ThreadStatic]
    private static SHA256? _idle;

    /// <summary>Hashes the bytes. Allocates nothing but the thread's first hasher.</summary>
    public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        // Taken away while it works: one that failed halfway is never used again.
        var hasher = _idle ?? SHA256.Create();
        _idle = null;
        if (!hasher.TryComputeHash(bytes, destination, out _))
        {
            throw new ArgumentException($"A digest has {SHA256.HashSizeInBytes} bytes; there is room for {destination.Length}.", nameof(destination));
        }

        _idle = hasher;
    }
}
