using System.Data.Common;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;

namespace TrackVia.ApiAccess.Sqlite.Tests.Conformance;

/// <summary>A file of its own.</summary>
/// <param name="prefix">The prefix of the tables.</param>
internal sealed class SqliteFixture(string prefix = TableNames.DefaultPrefix) : StoreFixture
{
    private readonly SqliteFile _file = new();
    private readonly SqliteFile _other = new();

    public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage
        | StoreTraits.Restorable | StoreTraits.JoinsTransactions;

    public override StoreConformanceSettings Settings => ConformanceSizes.Settings;

    public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(_file.Open(prefix: prefix));

    public override async ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) => (await _file.BeginAsync()).Transaction;

    public override async ValueTask<DbTransaction> BeginTransactionElsewhereAsync(CancellationToken cancellationToken)
    {
        await _other.Open(prefix: prefix).ProvisionAsync(cancellationToken);
        return (await _other.BeginAsync()).Transaction;
    }

    public override ValueTask BackUpAsync(CancellationToken cancellationToken)
    {
        _file.BackUp();
        return ValueTask.CompletedTask;
    }

    public override ValueTask RestoreAsync(CancellationToken cancellationToken)
    {
        _file.Restore();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        _other.Dispose();
        return base.DisposeAsync();
    }
}
