// snippet: store-conformance
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace CustomStore.Tests;

public sealed class JsonFileStoreConformance : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new JsonFileStoreFixture();
}

internal sealed class JsonFileStoreFixture : StoreFixture
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("custom-store-");

    public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared | StoreTraits.WakesWaiters;

    public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(new JsonFileStore(_folder.FullName));

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }
}
// end snippet
