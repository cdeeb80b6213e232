using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Tests.Memory;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class UseSqliteTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task The_file_and_its_tables_are_there_before_the_host_listens()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite(_file.ConnectionString).UseSqlite(_file.ConnectionString);
        await using var provider = services.BuildServiceProvider();

        await provider.GetServices<IHostedService>().OfType<SchemaProvisioningService>().Single().StartingAsync(CancellationToken.None);

        Assert.Equal(4L, _file.Execute("SELECT COUNT(*) FROM api_access_schema"));
    }

    [Fact]
    public async Task A_store_that_was_chosen_later_counts_and_no_file_is_made()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite(_file.ConnectionString).UseStore<InMemoryApiAccessStore>();
        await using var provider = services.BuildServiceProvider();

        await provider.GetServices<IHostedService>().OfType<SchemaProvisioningService>().Single().StartingAsync(CancellationToken.None);

        Assert.False(File.Exists(_file.Path));
    }

    [Fact]
    public async Task A_store_that_wraps_the_SQL_store_has_its_tables_before_the_host_listens()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite(_file.ConnectionString);
        var create = services.Single(service => service.ServiceType == typeof(IApiAccessStore)).ImplementationFactory!;
        services.AddSingleton<IApiAccessStore>(provider => new Wrapper((IApiAccessStore)create(provider)));
        await using var provider = services.BuildServiceProvider();
        Assert.IsType<Wrapper>(provider.GetRequiredService<IApiAccessStore>());

        await provider.GetServices<IHostedService>().OfType<SchemaProvisioningService>().Single().StartingAsync(CancellationToken.None);

        Assert.Equal(4L, _file.Execute("SELECT COUNT(*) FROM api_access_schema"));
    }

    [Fact]
    public void A_container_that_is_disposed_synchronously_closes_the_store()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite(_file.ConnectionString, options => options.Provisioning = SchemaProvisioning.None);
        var provider = services.BuildServiceProvider();
        Assert.IsType<SqlApiAccessStore>(provider.GetRequiredService<IApiAccessStore>());

        Assert.Null(Record.Exception(provider.Dispose));
    }

    [Fact]
    public async Task The_options_are_bound_to_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sqlite:ConnectionString"] = _file.ConnectionString,
            ["Sqlite:Provisioning"] = "Validate",
            ["Sqlite:BusyTimeout"] = "00:00:07",
        }).Build();
        var services = new ServiceCollection();
        services.Configure<SqliteStoreOptions>(configuration.GetSection("Sqlite"));
        services.AddApiAccess().UseSqlite();
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value;
        Assert.Equal((_file.ConnectionString, SchemaProvisioning.Validate, TimeSpan.FromSeconds(7)), (options.ConnectionString, options.Provisioning, options.BusyTimeout));
        Assert.IsType<SqlApiAccessStore>(provider.GetRequiredService<IApiAccessStore>());
    }

    [Fact]
    public void All_given_options_apply_and_the_connection_string_that_is_given_last_counts()
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite("Data Source=other.db", options => options.BusyTimeout = TimeSpan.FromSeconds(7)).UseSqlite(_file.ConnectionString);
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value;

        Assert.Equal((_file.ConnectionString, TimeSpan.FromSeconds(7)), (options.ConnectionString, options.BusyTimeout));
    }

    [Theory]
    [InlineData(null, 5, "SqliteStoreOptions.ConnectionString is not set")]
    [InlineData("Data Source=:memory:", 5, "does not name a file")]
    [InlineData("Data Source=a.db;Unknown=1", 5, "keyword 'unknown'")]
    [InlineData("Data Source=a.db", 0, "SqliteStoreOptions.BusyTimeout is 00:00:00; set")]
    public async Task An_option_that_is_not_valid_stops_the_hosts_start(string? connectionString, int busyTimeoutSeconds, string expected)
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite(options =>
        {
            options.ConnectionString = connectionString;
            options.BusyTimeout = TimeSpan.FromSeconds(busyTimeoutSeconds);
        });
        await using var provider = services.BuildServiceProvider();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => provider.GetServices<IHostedService>().OfType<SchemaProvisioningService>().Single().StartingAsync(CancellationToken.None));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tv_", "SqliteStoreOptions.TablePrefix is 'Tv_'. Set 1 to 40")]
    [InlineData("sqlite_x_", "SQLite reserves names")]
    public void T13_A_prefix_of_the_tables_that_is_not_valid_fails_when_the_store_is_created(string prefix, string expected)
    {
        var services = new ServiceCollection();
        services.AddApiAccess().UseSqlite(_file.ConnectionString, options => options.TablePrefix = prefix);
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IApiAccessStore>);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Unknown=1")]
    [InlineData(" ")]
    public void A_connection_string_that_is_not_valid_fails_where_it_is_written(string connectionString) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddApiAccess().UseSqlite(connectionString));

    private sealed class Wrapper(IApiAccessStore inner) : DelegatingStore(inner);
}
