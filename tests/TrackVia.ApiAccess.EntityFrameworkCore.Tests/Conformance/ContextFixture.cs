using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests.Conformance;

/// <summary>A migrated SQLite file, and the transactions of contexts.</summary>
internal sealed class ContextFixture : StoreFixture
{
    private readonly Lazy<Task<TestDatabase>> _database = new(() => MigratedDatabase.CreateAsync(Engine.Sqlite));
    private readonly Lazy<Task<TestDatabase>> _other = new(() => MigratedDatabase.CreateAsync(Engine.Sqlite));
    private readonly List<IAsyncDisposable> _opened = [];

    public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage
        | StoreTraits.JoinsTransactions;

    public override StoreConformanceSettings Settings => ConformanceSizes.Settings;

    public override async ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken)
    {
        var database = await _database.Value;
        var services = new ServiceCollection();
        services.AddDbContextFactory<StaffContext>(options => database.Use(options));
        services.AddApiAccess().UseEntityFrameworkCore<StaffContext>();
        var provider = Keep(services.BuildServiceProvider());
        return provider.GetRequiredService<IApiAccessStore>();
    }

    public override async ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) => await BeginAsync(await _database.Value);

    public override async ValueTask<DbTransaction> BeginTransactionElsewhereAsync(CancellationToken cancellationToken) => await BeginAsync(await _other.Value);

    public override async ValueTask DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened))
        {
            await opened.DisposeAsync();
        }

        foreach (var database in (Lazy<Task<TestDatabase>>[])[_database, _other])
        {
            if (database.IsValueCreated)
            {
                await (await database.Value).DisposeAsync();
            }
        }

        await base.DisposeAsync();
    }

    /// <summary>On a thread of its own: SQLite waits for the file's lock synchronously.</summary>
    private Task<DbTransaction> BeginAsync(TestDatabase database)
    {
        var context = Keep(new OrdersContext(database.Options<OrdersContext>()));
        return Task.Factory.StartNew(
            () => context.Database.BeginTransaction().GetDbTransaction(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private T Keep<T>(T opened)
        where T : IAsyncDisposable
    {
        lock (_opened)
        {
            _opened.Add(opened);
        }

        return opened;
    }
}
