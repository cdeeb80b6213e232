using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

public sealed class UsePostgreSqlTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task The_tables_are_there_before_the_host_listens()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UsePostgreSql(_database.ConnectionString);
        await using var provider = services.BuildServiceProvider();

        await provider.GetServices<IHostedService>().OfType<SchemaProvisioningService>().Single().StartingAsync(CancellationToken.None);

        Assert.Equal(4L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_schema"));
    }

    [Fact]
    public async Task The_hosts_own_data_source_is_used_and_left_open()
    {
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        var services = new ServiceCollection();
        services.AddSingleton(source);
        services.AddApiAccess().UsePostgreSql();
        await using (var provider = services.BuildServiceProvider())
        {
            var account = await provider.GetRequiredService<IApiAccessStore>().LoadAsync(AccountId.Parse("acme"), CancellationToken.None);
            Assert.Equal(0, account.Version);
        }

        await using var connection = await source.OpenConnectionAsync();
        Assert.Equal(4L, await connection.ReadNumberAsync("SELECT COUNT(*) FROM api_access_schema", CancellationToken.None));
    }

    [Fact]
    public void Without_a_data_source_the_message_tells_how_to_register_one()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UsePostgreSql();
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IApiAccessStore>);

        Assert.Contains("AddNpgsqlDataSource", exception.Message, StringComparison.Ordinal);
    }
}
