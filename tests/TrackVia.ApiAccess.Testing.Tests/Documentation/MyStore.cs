using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;

namespace MyCompany.Storage.Tests;

/// <summary>Stands in for the reader's store in the README's example: one store a folder, in memory.</summary>
internal sealed class MyStore(string folder) : DelegatingStore(Folders.GetOrAdd(folder, _ => new InMemoryApiAccessStore()))
{
    private static readonly ConcurrentDictionary<string, IApiAccessStore> Folders = [];
}
