using System.Data.Common;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.PostgreSql.Tests.Conformance;

/// <summary>
/// The kit on a PostgreSQL server that only this class uses, so that it can kill all of its processes and start it again.
/// </summary>
public sealed class PostgreSqlConformanceTests(PostgreSqlConformanceTests.Server server)
    : ApiAccessStoreConformanceTests, IClassFixture<PostgreSqlConformanceTests.Server>
{
    protected override StoreFixture CreateFixture() => new Fixture(server.Running);

    public sealed class Server : IAsyncLifetime
    {
        internal TestServer Running { get; private set; } = null!;

        public async Task InitializeAsync() => Running = await TestServer.StartNewAsync("max_connections = 300");

        public async Task DisposeAsync() => await Running.DisposeAsync();
    }

    private sealed class Fixture(TestServer server) : StoreFixture
    {
        private readonly Lazy<Task<TestDatabase>> _database = new(() => TestDatabase.CreateAsync(server.ConnectionString));
        private readonly Lazy<Task<TestDatabase>> _other = new(() => TestDatabase.CreateAsync(server.ConnectionString));

        public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.Killable | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage
            | StoreTraits.Restorable | StoreTraits.JoinsTransactions;

        public override StoreConformanceSettings Settings => ConformanceSizes.Settings;

        public override async ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => (await _database.Value).Open();

        public override async ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) =>
            (await (await _database.Value).BeginAsync(cancellationToken: cancellationToken)).Transaction;

        public override async ValueTask<DbTransaction> BeginTransactionElsewhereAsync(CancellationToken cancellationToken)
        {
            await (await _other.Value).Open().ProvisionAsync(cancellationToken);
            return (await (await _other.Value).BeginAsync(cancellationToken: cancellationToken)).Transaction;
        }

        public override async ValueTask KillAsync(CancellationToken cancellationToken)
        {
            await server.KillAsync();
            await server.StartAsync();
        }

        public override async ValueTask BackUpAsync(CancellationToken cancellationToken) => await (await _database.Value).BackUpAsync();

        public override async ValueTask RestoreAsync(CancellationToken cancellationToken) => await (await _database.Value).RestoreAsync();

        public override async ValueTask DisposeAsync()
        {
            foreach (var database in ((Lazy<Task<TestDatabase>>[])[_database, _other]).Where(database => database.IsValueCreated))
            {
                await (await database.Value).DisposeAsync();
            }

            await base.DisposeAsync();
        }
    }
}
