using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>The backup is <c>mariadb-dump</c>, restored into the same server.</summary>
public sealed class MySqlContinuityTests : ContinuityTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    internal override void Use(ApiAccessBuilder builder) => builder.UseMySql(_database.ConnectionString);

    private protected override Task BackUpAsync() => _database.BackUpAsync();

    private protected override Task RestoreAsync() => _database.RestoreAsync();

    private protected override Task ExecuteAsync(string sql) => _database.ExecuteAsync(sql);
}
