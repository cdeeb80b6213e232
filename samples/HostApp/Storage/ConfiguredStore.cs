using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess;

namespace HostApp.Storage;

/// <summary>The store that <c>ApiAccess:Store</c> names.</summary>
internal static class ConfiguredStore
{
    private const string Key = "ApiAccess:Store";
    private const string DatabaseFile = "api-access.db";

    public static ApiAccessBuilder UseConfiguredStore(this ApiAccessBuilder access, IConfiguration configuration, string dataDirectory)
    {
        var connectionString = configuration.GetConnectionString("ApiAccess");
        return configuration[Key] switch
        {
            null or "Sqlite" => UseProtectedSqlite(access, connectionString ?? DefaultDatabase(dataDirectory)),
            "PostgreSql" => access.UsePostgreSql(connectionString ?? throw new InvalidOperationException(
                $"{Key} is 'PostgreSql', but the connection string is missing. Set ConnectionStrings:ApiAccess, for example to 'Host=HOST;Database=DATABASE;Username=USER'.")),
            "MySql" => access.UseMySql(connectionString ?? throw new InvalidOperationException(
                $"{Key} is 'MySql', but the connection string is missing. Set ConnectionStrings:ApiAccess, for example to 'Server=HOST;Database=DATABASE;User ID=USER'.")),
            "InMemory" => access,
            var other => throw new InvalidOperationException($"{Key} is '{other}'. Set it to Sqlite (the default), PostgreSql, MySql or InMemory."),
        };
    }

    private static ApiAccessBuilder UseProtectedSqlite(ApiAccessBuilder access, string connectionString)
    {
        access.UseSqlite(connectionString);
        SqliteFile.Protect(connectionString);
        return access;
    }

    private static string DefaultDatabase(string dataDirectory) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, DatabaseFile) }.ConnectionString;
}
