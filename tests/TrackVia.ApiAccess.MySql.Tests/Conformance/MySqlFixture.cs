using System.Data.Common;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;

namespace TrackVia.ApiAccess.MySql.Tests.Conformance;

/// <summary>A database on a server that the cases kill.</summary>
/// <param name="server">The server.</param>
/// <param name="prefix">The prefix of the tables, or <see langword="null"/> for default names.</param>
internal sealed class MySqlFixture(MariaDbServer server, string? prefix = null) : StoreFixture
{
    private readonly Lazy<Task<TestDatabase>> _database = new(() => TestDatabase.CreateAsync(server.ConnectionString, prefix));


    // On another server: a store that names its schema finds its tables on every connection to its own.
    private readonly Lazy<Task<TestDatabase>> _other = new(() => TestDatabase.CreateAsync(MariaDbServer.Required("APIACCESS_TEST_MARIADB"), prefix));

    public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.Killable | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage
        | StoreTraits.Restorable | StoreTraits.JoinsTransactions;

    public override StoreConformanceSettings Settings => ConformanceSizes.Settings;

    public override async ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => (await _database.Value).Open();

    public override async ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) =>
        (await (await _database.Value).BeginAsync()).Transaction;

    public override async ValueTask<DbTransaction> BeginTransactionElsewhereAsync(CancellationToken cancellationToken)
    {
        await (await _other.Value).Open().ProvisionAsync(cancellationToken);
        return (await (await _other.Value).BeginAsync()).Transaction;
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
