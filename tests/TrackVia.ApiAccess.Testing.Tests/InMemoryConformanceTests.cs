using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.Testing.Tests;

/// <summary>The in-memory store runs the kit.</summary>
public sealed class InMemoryConformanceTests : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new Fixture();

    private sealed class Fixture : StoreFixture
    {
        public override StoreTraits Traits => StoreTraits.WakesWaiters | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage;

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(new InMemoryApiAccessStore());
    }
}
