using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests.Conformance;

/// <summary>The kit on a store whose tables a migration created and whose options a context supplied.</summary>
public sealed class ContextConformanceTests : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new ContextFixture();
}
