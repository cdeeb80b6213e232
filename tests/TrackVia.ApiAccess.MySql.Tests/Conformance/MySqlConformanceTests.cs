using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.MySql.Tests.Conformance;

/// <summary>The kit on a MariaDB server that only this class uses: it is killed and started again.</summary>
public sealed class MySqlConformanceTests(MySqlConformanceTests.Server server)
    : ApiAccessStoreConformanceTests, IClassFixture<MySqlConformanceTests.Server>
{
    protected override StoreFixture CreateFixture() => new MySqlFixture(server.Running);

    public sealed class Server : IAsyncLifetime
    {
        internal MariaDbServer Running { get; private set; } = null!;

        public async Task InitializeAsync() => Running = await MariaDbServer.StartNewAsync();

        public async Task DisposeAsync() => await Running.DisposeAsync();
    }
}

/// <summary>The kit on tables that are named by the options <c>Schema</c> and <c>TablePrefix</c>.</summary>
public sealed class MySqlNamesConformanceTests(MySqlConformanceTests.Server server)
    : ApiAccessStoreConformanceTests, IClassFixture<MySqlConformanceTests.Server>
{
    protected override StoreFixture CreateFixture() => new MySqlFixture(server.Running, prefix: "billing_");
}
