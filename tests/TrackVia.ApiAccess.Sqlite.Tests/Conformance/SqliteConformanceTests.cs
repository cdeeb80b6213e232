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

        public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage
            | StoreTraits.Restorable;

        public override StoreConformanceSettings Settings => ConformanceSizes.Settings;

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(_file.Open());

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
            return base.DisposeAsync();
        }
    }
}
