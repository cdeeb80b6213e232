using TrackVia.ApiAccess.Testing.Tests.Memory;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.Testing.Tests;

/// <summary>The in-memory store behind a server that outlives its connections: it has every trait, so every case of the kit runs here.</summary>
public sealed class SharedInMemoryConformanceTests : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new MemoryFixture(StoreConformanceSettings.Default);
}
