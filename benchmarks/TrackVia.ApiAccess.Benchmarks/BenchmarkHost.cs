using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>The services of a host that uses one store.</summary>
internal static class BenchmarkHost
{
    public static ServiceProvider InMemory(int maxCachedAccounts = 10_000) => Create(_ => { }, maxCachedAccounts);

    /// <param name="useStore">Names a persistent store.</param>
    /// <param name="maxCachedAccounts">The number of accounts to cache.</param>
    public static ServiceProvider Create(Action<ApiAccessBuilder> useStore, int maxCachedAccounts = 10_000)
    {
        var services = new ServiceCollection();
        var access = services.AddApiAccess(options => options.MaxCachedAccounts = maxCachedAccounts)
            .UseUserDirectory<BenchmarkDirectory>()
            .UseSecretProtector<BenchmarkProtector>();
        useStore(access);
        return services.BuildServiceProvider();
    }
}
