using System.Data.Common;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.Sqlite.Tests.Conformance;

/// <summary>The kit on SQLite files, with all handles in this process.</summary>
public sealed class SqliteConformanceTests : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new Fixture();

    private sealed class Fixture : StoreFixture
    {
        private readonly SqliteFile _file = new();
        private readonly SqliteFile _other = new();

        public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage
            | StoreTraits.Restorable | StoreTraits.JoinsTransactions;

        public override StoreConformanceSettings Settings => ConformanceSizes.Settings;

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(_file.Open());

        public override async ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) => (await _file.BeginAsync()).Transaction;

        public override async ValueTask<DbTransaction> BeginTransactionElsewhereAsync(CancellationToken cancellationToken)
        {
            await _other.Open().ProvisionAsync(cancellationToken);
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
}
