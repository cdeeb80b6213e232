using System.Globalization;
using System.Runtime.Versioning;
using StoreProcesses;

[assembly: SupportedOSPlatform("linux")]

namespace CustomStore.Tests;

/// <summary>The process that a test starts and ends. It runs a host, or serves stores.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is [ScopedHost.Verb, var database, var maxStaleness])
        {
            await ScopedHost.RunAsync(database, TimeSpan.FromSeconds(int.Parse(maxStaleness, CultureInfo.InvariantCulture)));
            return;
        }

        await ServingProcess.ServeAsync(folder => new JsonFileStore(folder), Console.In, Console.Out);
    }
}
