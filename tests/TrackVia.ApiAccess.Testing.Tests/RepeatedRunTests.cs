using System.Globalization;
using TrackVia.ApiAccess.Testing.Tests.Memory;

namespace TrackVia.ApiAccess.Testing.Tests;

public sealed class RepeatedRunTests
{
    /// <summary>APIACCESS_KIT_RUNS says how many; 1 if it is not set.</summary>
    [Fact]
    public async Task A_correct_store_passes_the_kit_every_time()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("APIACCESS_KIT_RUNS") ?? "1", CultureInfo.InvariantCulture);
        for (var run = 0; run < runs; run++)
        {
            foreach (var one in StoreConformance.Cases)
            {
                await using var fixture = new MemoryFixture(StoreConformanceSettings.Default);
                Assert.Equal(StoreConformanceOutcome.Passed, await one.RunAsync(fixture));
            }
        }
    }
}
