using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess;

/// <summary>The SHA-256 digest of a credential: 32 bytes, the only form in which a store needs the credential to recognize it.</summary>
/// <remarks>
/// A credential has 256 random bits, so its plain digest cannot be reversed by search; no salt or slow hash is needed. Immutable.
/// <c>default</c> is 32 zero bytes, which is not the digest of any known credential.
/// </remarks>
public readonly struct CredentialDigest : IEquatable<CredentialDigest>
{
    /// <summary>The length of a digest in bytes: 32.</summary>
    public const int Length = 32;

    private readonly Bytes _bytes;

    private CredentialDigest(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes);

    /// <summary>Creates a digest from stored bytes.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> does not have 32 bytes.</exception>
    public static CredentialDigest FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new CredentialDigest(bytes)
        : throw new ArgumentException(
            $"A digest has {Length} bytes; {bytes.Length} were given. Store the bytes of {nameof(ToArray)} whole.", nameof(bytes));

    /// <summary>Returns a copy of the 32 bytes.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToArray() => ((ReadOnlySpan<byte>)_bytes).ToArray();

    /// <summary>Copies the 32 bytes into a buffer, without an allocation.</summary>
    /// <param name="destination">The buffer, of at least <see cref="Length"/> bytes.</param>
    /// <returns><see langword="true"/> if the bytes were copied; <see langword="false"/> if the buffer is too short.</returns>
    public bool TryWriteBytes(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).TryCopyTo(destination);

    /// <inheritdoc/>
    public bool Equals(CredentialDigest other) => ((ReadOnlySpan<byte>)_bytes).SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CredentialDigest other && Equals(other);

    /// <inheritdoc/>
    /// <remarks>The digest is already uniformly distributed, so its first bytes are the hash code.</remarks>
    public override int GetHashCode() => MemoryMarshal.Read<int>(_bytes);

    /// <summary>
    /// Returns the first four bytes in hexadecimal, for logs: enough to distinguish two digests, too few to look one up.
    /// </summary>
    /// <returns>Eight lower-case hexadecimal digits and an ellipsis.</returns>
    public override string ToString() => Convert.ToHexStringLower(((ReadOnlySpan<byte>)_bytes)[..4]) + "…";

    /// <summary>Compares all 32 bytes of two digests.</summary>
    /// <param name="left">The first digest.</param>
    /// <param name="right">The second digest.</param>
    /// <returns><see langword="true"/> if the digests are equal; otherwise, <see langword="false"/>.</returns>
    public static bool operator ==(CredentialDigest left, CredentialDigest right) => left.Equals(right);

    /// <summary>Compares all 32 bytes of two digests.</summary>
    /// <param name="left">The first digest.</param>
    /// <param name="right">The second digest.</param>
    /// <returns><see langword="true"/> if the digests differ; otherwise, <see langword="false"/>.</returns>
    public static bool operator !=(CredentialDigest left, CredentialDigest right) => !left.Equals(right);

    /// <summary>Gets the first 64 bits, which locate the digest among all possible digests.</summary>
    internal ulong LeadingBits => BinaryPrimitives.ReadUInt64BigEndian(_bytes);

    /// <summary>Orders digests by their bytes.</summary>
    internal int CompareTo(in CredentialDigest other) => ((ReadOnlySpan<byte>)_bytes).SequenceCompareTo(other._bytes);

    /// <summary>Computes the digest of a text that has the format of a credential of this kind. Other text is not hashed.</summary>
    internal static bool TryCompute(CredentialKind kind, ReadOnlySpan<char> text, out CredentialDigest digest)
    {
        Span<byte> hash = stackalloc byte[Length];
        var isWellFormed = CredentialFormat.TryHash(kind, text, hash);
        digest = isWellFormed ? new CredentialDigest(hash) : default;
        return isWellFormed;
    }

    [InlineArray(Length)]
    private struct Bytes
    {
        private byte _first;
    }
}
