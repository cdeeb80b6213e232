using System.Reflection;
using System.Runtime.CompilerServices;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;

namespace TrackVia.ApiAccess.Testing.Tests.Broken;

/// <summary>
/// Each fact gives a correct store one realistic fault, and verifies that the kit catches it with the case that covers it.
/// </summary>
public abstract class BrokenStoreTests
{
    private static readonly StoreConformanceSettings Small = new()
    {
        Contenders = 32,
        ConcurrentCommits = 200,
        Accounts = 600,
        LongHistory = 1_100,
        Values = 150,
        CrowdedSequences = 1,
        Grace = TimeSpan.FromSeconds(1),
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>All handles share one faulty store, which behaves like a faulty server.</summary>
    internal Task CaughtAsync(Func<IApiAccessStore, IApiAccessStore> fault, [CallerMemberName] string fact = "")
    {
        IApiAccessStore? first = null;
        return CaughtOnEachHandleAsync(store => first ??= fault(store), fact);
    }

    /// <summary>Every handle has the fault separately, like a faulty client library.</summary>
    internal async Task CaughtOnEachHandleAsync(Func<IApiAccessStore, IApiAccessStore> fault, [CallerMemberName] string fact = "")
    {
        var expected = GetType().GetMethod(fact)!.GetCustomAttribute<BrokenStoreAttribute>()!;
        await using var fixture = new MemoryFixture(Small, fault);

        var failure = await Assert.ThrowsAsync<StoreConformanceException>(() => StoreConformance.RunAsync(expected.CaughtBy, fixture));

        Assert.Equal(expected.CaughtBy, failure.Case.Name);
        Assert.Equal(expected.Throws, failure.Expected == "no exception");
    }
}
