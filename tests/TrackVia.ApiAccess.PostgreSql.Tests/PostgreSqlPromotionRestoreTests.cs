using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql.Tests;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>The backup is a standby that was cut off; it is promoted when its primary has died.</summary>
public sealed class PostgreSqlPromotionRestoreTests(ITestOutputHelper output) : RestoreTests(output), IAsyncLifetime
{
    private TestServer _primary = null!;
    private TestServer _standby = null!;
    private TestDatabase _database = null!;

    private protected override string Title => "PostgreSQL, a standby without the last commits promoted";

    public async Task InitializeAsync()
    {
        _primary = await TestServer.StartNewAsync();
        _standby = await TestServer.StartNewAsync();
        await _standby.KillAsync();
        _database = await TestDatabase.CreateAsync(_primary.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _standby.DisposeAsync();
        await _primary.DisposeAsync();
    }

    internal override void Use(ApiAccessBuilder builder) => builder.UsePostgreSql(new NpgsqlConnectionStringBuilder(_database.ConnectionString)
    {
        Host = $"127.0.0.1:{_primary.Port},127.0.0.1:{_standby.Port}",
        TargetSessionAttributes = "primary",
        MaxPoolSize = 10,
    }.ConnectionString);

    private protected override Task BackUpAsync() => _standby.CopyAsync(_primary, "standby1");

    private protected override async Task RestoreAsync()
    {
        await _primary.KillAsync();
        await _standby.StartAsync();
        await _standby.PromoteAsync();
        (_primary, _standby) = (_standby, _primary);
    }
}
