using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;

namespace MyCompany.Storage.Tests;

/// <summary>The fixture of the reader's own store in the README of the kit.</summary>
public sealed class MyStoreFixture : StoreFixture
{
    public override StoreTraits Traits => StoreTraits.WakesWaiters | StoreTraits.RegistersNodes | StoreTraits.RecordsUsage;

    public override ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken) => new(new InMemoryApiAccessStore());
}
