using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>The process that tests start several times: <c>provision CONNECTION_STRING</c>.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        await using var store = MySqlApiAccessBuilderExtensions.Create(
            new MySqlPool(MySqlDataSources.Complete(args[1])), ownsDataSource: true, new MySqlStoreOptions(), TimeProvider.System);
        await store.ProvisionAsync(CancellationToken.None);
    }
}
