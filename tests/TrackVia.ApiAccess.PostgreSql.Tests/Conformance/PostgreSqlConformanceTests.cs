using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.PostgreSql.Tests.Conformance;

/// <summary>
/// The kit on a PostgreSQL server that only this class uses, so that it can kill all of its processes and start it again.
/// </summary>
public sealed class PostgreSqlConformanceTests(PostgreSqlConformanceTests.Server server)
    : ApiAccessStoreConformanceTests, IClassFixture<PostgreSqlConformanceTests.Server>
{
    protected override StoreFixture CreateFixture() => new PostgreSqlFixture(server.Running);

    public sealed class Server : IAsyncLifetime
    {
        internal TestServer Running { get; private set; } = null!;

        public async Task InitializeAsync() => Running = await TestServer.StartNewAsync("max_connections = 300");

        public async Task DisposeAsync() => await Running.DisposeAsync();
    }
}
