using System.Collections.Concurrent;
using StoreProcesses;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace TrackVia.ApiAccess.Sqlite.Tests.Conformance;

/// <summary>The kit on SQLite files, with a process for every handle: the races are between processes, and <c>kill -9</c> is real.</summary>
public sealed class SqliteProcessConformanceTests : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new Fixture();

    private sealed class Fixture : StoreFixture
    {
        private readonly SqliteFile _file = new();
        private readonly ConcurrentBag<CommittingProcess> _processes = [];

        public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.Killable;

        public override StoreConformanceSettings Settings => ConformanceSizes.Settings;

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken)
        {
            var store = new CommittingProcess(_file.Path, _file.Open());
            _processes.Add(store);
            return new(store);
        }

        public override ValueTask CloseAsync(IApiAccessStore store, CancellationToken cancellationToken)
        {
            ((CommittingProcess)store).Kill();
            return ValueTask.CompletedTask;
        }

        public override ValueTask KillAsync(CancellationToken cancellationToken)
        {
            foreach (var process in _processes)
            {
                process.Kill();
            }

            return ValueTask.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            foreach (var process in _processes)
            {
                process.Dispose();
            }

            _file.Dispose();
            return base.DisposeAsync();
        }
    }
}
