using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.PostgreSql.Tests.Conformance;

/// <summary>The kit on tables that are named by the options <c>Schema</c> and <c>TablePrefix</c>.</summary>
public sealed class PostgreSqlNamesConformanceTests(PostgreSqlConformanceTests.Server server)
    : ApiAccessStoreConformanceTests, IClassFixture<PostgreSqlConformanceTests.Server>
{
    protected override StoreFixture CreateFixture() => new PostgreSqlFixture(server.Running, prefix: "billing_");
}
