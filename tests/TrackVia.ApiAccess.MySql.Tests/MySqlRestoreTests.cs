using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>The backup is <c>mariadb-dump</c>, restored into the same server.</summary>
public sealed class MySqlRestoreTests(ITestOutputHelper output) : RestoreTests(output), IAsyncLifetime
{
    private TestDatabase _database = null!;

    private protected override string Title => "MariaDB, a dump restored into the same server";

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    internal override void Use(ApiAccessBuilder builder) => builder.UseMySql(_database.ConnectionString);

    private protected override Task BackUpAsync() => _database.BackUpAsync();

    private protected override Task RestoreAsync() => _database.RestoreAsync();
}
