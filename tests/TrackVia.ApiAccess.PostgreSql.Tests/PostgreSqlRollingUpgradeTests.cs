using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

public sealed class PostgreSqlRollingUpgradeTests : RollingUpgradeTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    internal override void Use(ApiAccessBuilder builder) => builder.UsePostgreSql(_database.ConnectionString);

    internal override Task ExecuteAsync(string sql) => _database.ExecuteAsync(sql);
}
