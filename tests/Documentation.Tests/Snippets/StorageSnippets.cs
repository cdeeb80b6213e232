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
        services.AddApiAccess().UseMySql("Server=db;User ID=app;Database=app");            // or a MySqlDataSource, or the registered one
        // end snippet
    }

    public static void NameTheTables(IServiceCollection services)
    {
        // snippet: sql-table-names
        services.AddApiAccess().UsePostgreSql("Host=db1,db2;Username=app;Database=app", options =>
        {
            options.Schema = "accounts";
            options.TablePrefix = "billing_";   // accounts.billing_token and so on
        });
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
