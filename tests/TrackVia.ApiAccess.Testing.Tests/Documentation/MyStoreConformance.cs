// snippet: kit-class
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;
using TrackVia.ApiAccess.Testing.Xunit;

namespace MyCompany.Storage.Tests;

public sealed class MyStoreConformance : ApiAccessStoreConformanceTests
{
    protected override StoreFixture CreateFixture() => new MyStoreFixture();
}

public sealed class MyStoreFixture : StoreFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public override StoreTraits Traits => StoreTraits.Durable | StoreTraits.Shared;

    public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(new MyStore(_folder));
}
// end snippet
