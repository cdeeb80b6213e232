using System.Security.Cryptography;

namespace TrackVia.ApiAccess.Credentials;

/// <summary>Computes SHA-256 with one hasher per thread: creating a hasher each time would cost a third of a validation.</summary>
internal static class CredentialHash
{
    [ThreadStatic]
    private static SHA256? _idle;

    /// <summary>Hashes the bytes. Allocates only the thread's first hasher.</summary>
    public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        // Removed from the thread while in use, so that a hasher that failed halfway is never used again.
        var hasher = _idle ?? SHA256.Create();
        _idle = null;
        if (!hasher.TryComputeHash(bytes, destination, out _))
        {
            throw new ArgumentException($"A digest has {SHA256.HashSizeInBytes} bytes; there is room for {destination.Length}.", nameof(destination));
        }

        _idle = hasher;
    }
}
