using System.Runtime.Versioning;
using TrackVia.ApiAccess.Storage;

[assembly: SupportedOSPlatform("linux")]

namespace CustomStore.Tests;

/// <summary>The process that a test starts and kills. It reads a change and the account after it, a line each, commits and answers.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        var store = new JsonFileStore(args[0]);
        while (await Console.In.ReadLineAsync() is { } change && await Console.In.ReadLineAsync() is { } after)
        {
            var result = await store.CommitAsync(AccessJson.ReadChange(change), AccessJson.ReadAccount(after), CancellationToken.None);
            await Console.Out.WriteLineAsync($"{result.Outcome} {result.Position.Value}");
        }
    }
}
