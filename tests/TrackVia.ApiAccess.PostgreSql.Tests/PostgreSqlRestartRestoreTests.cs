using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql.Tests;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>The backup is the data directory, in which the server is started again.</summary>
public sealed class PostgreSqlRestartRestoreTests(ITestOutputHelper output) : RestoreTests(output), IAsyncLifetime
{
    private TestServer _server = null!;
    private TestDatabase _database = null!;

    private protected override string Title => "PostgreSQL, restarted with the data directory of a backup";

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartNewAsync();
        _database = await TestDatabase.CreateAsync(_server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal override void Use(ApiAccessBuilder builder) =>
        builder.UsePostgreSql(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { MaxPoolSize = 10 }.ConnectionString);

    private protected override Task BackUpAsync() => _server.BackUpAsync();

    private protected override Task RestoreAsync() => _server.RestoreAsync();
}
