using System.Globalization;
using System.Runtime.Versioning;
using TrackVia.ApiAccess.Storage;

[assembly: SupportedOSPlatform("linux")]

namespace CustomStore.Tests;

/// <summary>The process that a test starts and ends. Without a verb it reads a change and the account after it, a line each, commits and answers.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is [ScopedHost.Verb, var database, var maxStaleness])
        {
            await ScopedHost.RunAsync(database, TimeSpan.FromSeconds(int.Parse(maxStaleness, CultureInfo.InvariantCulture)));
            return;
        }

        var store = new JsonFileStore(args[0]);
        while (await Console.In.ReadLineAsync() is { } change && await Console.In.ReadLineAsync() is { } after)
        {
            var result = await store.CommitAsync(AccountSerializer.DeserializeChange(change), AccountSerializer.DeserializeAccount(after), CancellationToken.None);
            await Console.Out.WriteLineAsync($"{result.Outcome} {result.Position.Value}");
        }
    }
}
