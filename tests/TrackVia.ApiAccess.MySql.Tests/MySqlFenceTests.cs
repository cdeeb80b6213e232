using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.MySql.Tests;

public sealed class MySqlFenceTests : FenceTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    internal override void Use(ApiAccessBuilder builder) => builder.UseMySql(_database.ConnectionString);
}
