using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>The backup is <c>pg_dump --clean</c>, restored into the same server.</summary>
public sealed class PostgreSqlRestoreTests(ITestOutputHelper output) : RestoreTests(output), IAsyncLifetime
{
    private TestDatabase _database = null!;

    private protected override string Title => "PostgreSQL, a dump restored into the same server";

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    internal override void Use(ApiAccessBuilder builder) => builder.UsePostgreSql(_database.ConnectionString);

    private protected override Task BackUpAsync() => _database.BackUpAsync();

    private protected override Task RestoreAsync() => _database.RestoreAsync();
}
