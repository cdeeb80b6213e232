using System.Collections.Concurrent;
using StoreProcesses;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace CustomStore.Tests;

/// <summary>The kit again, with a process for every handle: the races are between processes, and <c>kill -9</c> is real.</summary>
public sealed class ManyProcessesConformance : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new Fixture();

    private sealed class Fixture : StoreFixture
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("custom-store-");
        private readonly ConcurrentBag<CommittingProcess> _opened = [];

        public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters | StoreTraits.Killable;

        // The other run of the kit has the long history; here it is the processes that matter.
        public override StoreConformanceSettings Settings => new() { LongHistory = 1_001 };

        public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken)
        {
            var store = new CommittingProcess(_folder.FullName, new JsonFileStore(_folder.FullName));
            _opened.Add(store);
            return new(store);
        }

        public override ValueTask CloseAsync(IApiAccessStore store, CancellationToken cancellationToken)
        {
            ((CommittingProcess)store).Kill();
            return ValueTask.CompletedTask;
        }

        public override ValueTask KillAsync(CancellationToken cancellationToken)
        {
            foreach (var store in _opened)
            {
                store.Kill();
            }

            return ValueTask.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            foreach (var store in _opened)
            {
                store.Dispose();
            }

            _folder.Delete(recursive: true);
            return base.DisposeAsync();
        }
    }
}
