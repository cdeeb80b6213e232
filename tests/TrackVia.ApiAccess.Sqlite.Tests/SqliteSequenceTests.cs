using FsCheck.Xunit;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Management;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>The same sequences of commands as in memory, each on a file of its own.</summary>
[Properties(MaxTest = 30)]
public sealed class SqliteSequenceTests : SequenceTests
{
    protected override async Task WithStoreAsync(Func<IApiAccessStore, Task> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        using var file = new SqliteFile();
        await check(file.Open());
    }
}
