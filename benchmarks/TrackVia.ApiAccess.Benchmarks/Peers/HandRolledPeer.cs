using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;

namespace TrackVia.ApiAccess.Benchmarks.Peers;

/// <summary>
/// The usual handwritten solution: the token's SHA-256 in hexadecimal digits, looked up in a cache and then in a table of the database.
/// </summary>
internal sealed class HandRolledPeer(string apiKey, string token, HybridCache hybridCache, IMemoryCache memoryCache)
{
    private readonly Row _row = new(apiKey, IsDeactivated: false, DateTimeOffset.MaxValue);

    public async ValueTask<bool> ValidateByHybridCacheAsync()
    {
        var row = await hybridCache.GetOrCreateAsync(Digest(), this, static (peer, _) => ValueTask.FromResult(peer._row));
        return IsGood(row);
    }

    public ValueTask<bool> ValidateByMemoryCacheAsync()
    {
        var digest = Digest();
        if (!memoryCache.TryGetValue(digest, out Row? row))
        {
            row = memoryCache.Set(digest, _row, TimeSpan.FromMinutes(5));
        }

        return ValueTask.FromResult(IsGood(row!));
    }

    private string Digest() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private bool IsGood(Row row) => row.ApiKey == apiKey && !row.IsDeactivated && row.ExpiresAt > TimeProvider.System.GetUtcNow();

    // Immutable, so that HybridCache need not copy it.
    [ImmutableObject(true)]
    private sealed record Row(string ApiKey, bool IsDeactivated, DateTimeOffset ExpiresAt);
}
