using System.Globalization;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;

namespace TrackVia.ApiAccess.Sqlite.Tests.Conformance;

/// <summary>
/// The kit's race at the cap, over and over: eng/conformance-runs.sh makes it 200 rounds. On the in-memory store the library's own tests run it
/// 1,000 times.
/// </summary>
public sealed class CapRaceTests
{
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("APIACCESS_TEST_CAP_RACES") ?? "20", CultureInfo.InvariantCulture);

    [Fact]
    public async Task T22_R10_Of_64_creators_at_99_tokens_exactly_one_succeeds_in_every_round()
    {
        await using var fixture = new Fixture();

        Assert.Equal(
            StoreConformanceOutcome.Passed, await StoreConformance.RunAsync("R10_of_many_creations_at_99_tokens_exactly_one_succeeds", fixture));
    }

    private sealed class Fixture : StoreFixture
    {
        private readonly SqliteFile _file = new();

        // Shared: the creators are spread over two handles.
        public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage;

        public override StoreConformanceSettings Settings => new() { Contenders = 64, Rounds = CapRaceTests.Rounds };

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(_file.Open());

        public override ValueTask DisposeAsync()
        {
            _file.Dispose();
            return base.DisposeAsync();
        }
    }
}
