using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Sqlite;

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

    public static void BindToConfiguration(WebApplicationBuilder builder)
    {
        // snippet: sql-configuration
        builder.Services.Configure<ApiAccessOptions>(builder.Configuration.GetSection("ApiAccess"));
        builder.Services.Configure<SqliteStoreOptions>(builder.Configuration.GetSection("ApiAccess:Sqlite"));
        builder.Services.AddApiAccess().UseSqlite();
        // end snippet
    }
}
