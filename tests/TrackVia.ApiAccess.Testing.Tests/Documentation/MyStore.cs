using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;

namespace MyCompany.Storage.Tests;

/// <summary>The reader's store in the README's example: one store for each folder, in memory, without the optional parts.</summary>
internal sealed class MyStore(string folder) : DelegatingStore(Folders.GetOrAdd(folder, _ => new InMemoryApiAccessStore()))
{
    private static readonly ConcurrentDictionary<string, IApiAccessStore> Folders = [];

    public override INodeRegistry? Nodes => null;

    public override ITokenUsageStore? Usage => null;
}
