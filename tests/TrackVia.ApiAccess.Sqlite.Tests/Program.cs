using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>The process that tests start several times, and kill: <c>provision FILE</c> or <c>write FILE ACCOUNT</c>.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        await using var store = SqliteApiAccessBuilderExtensions.Create($"Data Source={args[1]}", new SqliteStoreOptions(), TimeProvider.System);
        if (args[0] == "provision")
        {
            await store.ProvisionAsync(CancellationToken.None);
        }
        else
        {
            await WritingLoop.RunAsync(store, args[2], Console.Out, CancellationToken.None);
        }
    }
}
