using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.Sqlite.Tests.Conformance;

/// <summary>The kit on SQLite files, with all handles in this process.</summary>
public sealed class SqliteConformanceTests : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new SqliteFixture();
}

/// <summary>The kit on tables with another prefix.</summary>
public sealed class SqliteNamesConformanceTests : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new SqliteFixture(prefix: "billing_");
}
