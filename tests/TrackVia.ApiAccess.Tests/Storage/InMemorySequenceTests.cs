using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Management;

namespace TrackVia.ApiAccess.Tests.Storage;

public sealed class InMemorySequenceTests : SequenceTests
{
    protected override Task WithStoreAsync(Func<IApiAccessStore, Task> check) => check(new InMemoryApiAccessStore());
}
