using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Benchmarks.Peers;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>The costs of other ways to validate a bearer token, as a ratio to one hot validation of this library.</summary>
[MemoryDiagnoser]
public class PeerValidation
{
    private readonly JwtPeer _hs256 = JwtPeer.Hs256();
    private readonly JwtPeer _rs256 = JwtPeer.Rs256();
    private readonly JwtPeer _es256 = JwtPeer.Es256();
    private ServiceProvider _services = null!;
    private ServiceProvider _caches = null!;
    private OpenIddictPeer _openIddict = null!;
    private HandRolledPeer _handRolled = null!;
    private ApiAccessValidator _validator = null!;
    private BenchmarkAccount _account = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        _services = BenchmarkHost.InMemory();
        _validator = _services.GetRequiredService<ApiAccessValidator>();
        _account = await BenchmarkAccount.CreateAsync(_services.GetRequiredService<IApiAccessStore>(), AccountId.Parse("acme"));
        var caches = new ServiceCollection();
        caches.AddHybridCache();
        _caches = caches.BuildServiceProvider();
        _handRolled = new HandRolledPeer(
            _account.UserKey, _account.Tokens[^1], _caches.GetRequiredService<HybridCache>(), _caches.GetRequiredService<IMemoryCache>());
        _openIddict = await OpenIddictPeer.CreateAsync();
        await EnsureOutcomesAsync();
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _services.DisposeAsync();
        await _caches.DisposeAsync();
        await _openIddict.DisposeAsync();
    }

    [Benchmark(Baseline = true, Description = "ours, hot")]
    public ValueTask<ValidationResult> Ours() => _validator.ValidateAsync(_account.UserKey, _account.Tokens[^1]);

    [Benchmark(Description = "JWT HS256")]
    public Task Hs256() => _hs256.ValidateAsync();

    [Benchmark(Description = "JWT RS256")]
    public Task Rs256() => _rs256.ValidateAsync();

    [Benchmark(Description = "JWT ES256")]
    public Task Es256() => _es256.ValidateAsync();

    [Benchmark(Description = "hand-rolled, IMemoryCache")]
    public ValueTask<bool> MemoryCache() => _handRolled.ValidateByMemoryCacheAsync();

    [Benchmark(Description = "hand-rolled, HybridCache")]
    public ValueTask<bool> HybridCache() => _handRolled.ValidateByHybridCacheAsync();

    [Benchmark(Description = "OpenIddict, reference token, its entry validated")]
    public Task OpenIddict() => _openIddict.ValidateAsync();

    /// <summary>A benchmark of a refusal would be worth nothing.</summary>
    private async Task EnsureOutcomesAsync()
    {
        var jwts = await Task.WhenAll(_hs256.ValidateAsync(), _rs256.ValidateAsync(), _es256.ValidateAsync());
        if (!(await Ours()).IsValid
            || !jwts.All(jwt => jwt.IsValid)
            || !await MemoryCache()
            || !await HybridCache()
            || (await _openIddict.ValidateAsync()).FindFirst("sub") is null)
        {
            throw new InvalidOperationException("A peer refused its own token.");
        }
    }
}
