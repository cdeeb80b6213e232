using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>
/// The least that a validation by digest can do: SHA-256 of the token's 53 bytes, one lookup in a
/// <see cref="ConcurrentDictionary{TKey, TValue}"/> and one reading of the clock.
/// </summary>
internal sealed class Floor(IEnumerable<AuthToken> tokens)
{
    private readonly ConcurrentDictionary<CredentialDigest, AuthTokenId> _tokens = new(
        tokens.Select(token => KeyValuePair.Create(token.Digest, token.Id)));

    public bool Accepts(string token)
    {
        Span<byte> ascii = stackalloc byte[53];
        Encoding.ASCII.GetBytes(token, ascii);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(ascii, hash);
        return _tokens.ContainsKey(CredentialDigest.FromBytes(hash)) && SystemClock.Instance.GetCurrentInstant() > Instant.MinValue;
    }
}
