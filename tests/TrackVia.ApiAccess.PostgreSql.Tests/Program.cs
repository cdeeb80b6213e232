using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>The process that tests start several times: <c>provision CONNECTION_STRING</c>.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        await using var store = PostgreSqlApiAccessBuilderExtensions.Create(
            PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(args[1])), ownsDataSource: true, new PostgreSqlStoreOptions(), TimeProvider.System);
        await store.ProvisionAsync(CancellationToken.None);
    }
}
