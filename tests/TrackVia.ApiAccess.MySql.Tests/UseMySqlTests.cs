using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MySqlConnector;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

public sealed class UseMySqlTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task The_tables_are_there_before_the_host_listens()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseMySql(_database.ConnectionString);
        await using var provider = services.BuildServiceProvider();

        await provider.GetServices<IHostedService>().OfType<SchemaProvisioningService>().Single().StartingAsync(CancellationToken.None);

        Assert.Equal(4, await _database.ExecuteAsync("SELECT MAX(version) FROM api_access_schema"));
    }

    [Fact]
    public async Task The_hosts_own_data_source_is_used_and_left_open()
    {
        await using var source = new MySqlDataSource(_database.ConnectionString);
        var services = new ServiceCollection();
        services.AddSingleton(source);
        services.AddApiAccess().UseMySql();
        await using (var provider = services.BuildServiceProvider())
        {
            var account = await provider.GetRequiredService<IApiAccessStore>().LoadAsync(AccountId.Parse("acme"), CancellationToken.None);
            Assert.Equal(0, account.Version);
        }

        await using var connection = await source.OpenConnectionAsync();
        Assert.Equal(4L, await connection.ReadNumberAsync("SELECT MAX(version) FROM api_access_schema", CancellationToken.None));
    }

    [Fact]
    public void Several_servers_are_refused_in_a_connection_string_and_in_a_data_source()
    {
        var several = _database.ConnectionString + ";Server=127.0.0.1,127.0.0.2";
        var services = new ServiceCollection();
        Assert.Contains("several servers", Assert.Throws<ArgumentException>(() => services.AddApiAccess().UseMySql(several)).Message, StringComparison.Ordinal);

        using var source = new MySqlDataSource(several);
        services.AddApiAccess().UseMySql(source);
        using var provider = services.BuildServiceProvider();
        Assert.Contains("several servers", Assert.Throws<ArgumentException>(provider.GetRequiredService<IApiAccessStore>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_connection_of_the_hosts_data_source_is_prepared_whatever_the_host_left_in_the_session()
    {
        await using var source = new MySqlDataSourceBuilder(_database.ConnectionString + ";Connection Reset=False;Maximum Pool Size=1")
            .Build();
        var services = new ServiceCollection();
        services.AddApiAccess().UseMySql(source);
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IApiAccessStore>();
        await store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None);
        await using (var host = await source.OpenConnectionAsync())
        {
            await host.ExecuteAsync("SET SESSION sql_mode = '', autocommit = 0, innodb_lock_wait_timeout = 50", CancellationToken.None);
        }

        await store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None);

        await using var after = await source.OpenConnectionAsync();
        Assert.Equal(11L, await after.ReadNumberAsync("SELECT @@innodb_lock_wait_timeout + @@autocommit", CancellationToken.None));
        Assert.Equal(1L, await after.ReadNumberAsync("SELECT @@sql_mode LIKE '%STRICT_ALL_TABLES%'", CancellationToken.None));
    }

    [Fact]
    public async Task The_options_are_bound_to_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["MySql:ConnectionString"] = _database.ConnectionString,
            ["MySql:Provisioning"] = "Validate",
        }).Build();
        await _database.Open().ProvisionAsync(CancellationToken.None);
        var services = new ServiceCollection();
        services.Configure<MySqlStoreOptions>(configuration.GetSection("MySql"));
        services.AddApiAccess().UseMySql();
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(SchemaProvisioning.Validate, provider.GetRequiredService<IOptions<MySqlStoreOptions>>().Value.Provisioning);
        Assert.Equal(0, (await provider.GetRequiredService<IApiAccessStore>().LoadAsync(AccountId.Parse("acme"), CancellationToken.None)).Version);
    }

    [Theory]
    [InlineData(" ", "ConnectionString is empty")]
    [InlineData("Server=db;Unknown=1;Password=hunter2", "ConnectionString cannot be read")]
    public void A_connection_string_that_is_not_valid_fails_when_the_store_is_created(string connectionString, string expected)
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseMySql(options => options.ConnectionString = connectionString);
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IApiAccessStore>);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b", "api_access_", "MySqlStoreOptions.Schema is 'a.b'")]
    [InlineData(null, "tv\"", "MySqlStoreOptions.TablePrefix is 'tv\"'")]
    public void T13_Names_of_tables_that_are_not_valid_fail_when_the_store_is_created(string? schema, string prefix, string expected)
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseMySql(_database.ConnectionString, options => (options.Schema, options.TablePrefix) = (schema, prefix));
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IApiAccessStore>);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server=db;Unknown=1")]
    [InlineData(" ")]
    public void A_connection_string_that_is_not_valid_fails_where_it_is_written(string connectionString) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddApiAccess().UseMySql(connectionString));

    [Fact]
    public void Without_a_data_source_the_message_says_how_to_register_one()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseMySql();
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IApiAccessStore>);

        Assert.Contains("AddMySqlDataSource", exception.Message, StringComparison.Ordinal);
    }
}
