using Microsoft.Extensions.DependencyInjection;

namespace Documentation.Tests.Snippets;

/// <summary>What docs/storage.md shows. Compiled, and not run: the stores' own tests do that.</summary>
internal static class StorageSnippets
{
    public static void ChooseAStore(IServiceCollection services)
    {
        // snippet: sql-stores
        services.AddApiAccess().UseSqlite("Data Source=data/access.db");
        services.AddApiAccess().UsePostgreSql("Host=db1,db2;Username=app;Database=app");   // or an NpgsqlDataSource, or the registered one
        // end snippet
    }
}
