using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    public void An_option_out_of_bounds_fails_where_it_is_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ServiceCollection().AddApiAccess().UseSqlite(_file.ConnectionString, options => options.BusyTimeout = TimeSpan.Zero));

    private sealed class Wrapper(IApiAccessStore inner) : DelegatingStore(inner);
}
