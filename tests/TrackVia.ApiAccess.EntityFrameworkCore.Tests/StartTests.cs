using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests;

/// <summary>What a host registers, and what its start refuses.</summary>
public sealed class StartTests
{
    public enum Registration
    {
        Scoped,
        Pool,
        Factory,
        PooledFactory,
    }

    [Theory]
    [InlineData(Engine.Sqlite, Registration.Scoped)]
    [InlineData(Engine.Sqlite, Registration.Pool)]
    [InlineData(Engine.Sqlite, Registration.Factory)]
    [InlineData(Engine.PostgreSql, Registration.Scoped)]
    [InlineData(Engine.PostgreSql, Registration.PooledFactory)]
    public async Task Every_registration_of_a_context_suits(Engine engine, Registration registration)
    {
        await using var database = await MigratedDatabase.CreateAsync(engine);
        await using var node = await Node.StartAsync(builder =>
        {
            _ = registration switch
            {
                Registration.Scoped => builder.Services.AddDbContext<StaffContext>(options => database.Use(options)),
                Registration.Pool => builder.Services.AddDbContextPool<StaffContext>(options => database.Use(options)),
                Registration.Factory => builder.Services.AddDbContextFactory<StaffContext>(options => database.Use(options)),
                _ => builder.Services.AddPooledDbContextFactory<StaffContext>(options => database.Use(options)),
            };
            builder.UseEntityFrameworkCore<StaffContext>();
        });

        var key = await node.OpenAccountAsync();
        Assert.True((await node.ValidateAsync(key, await node.CreateTokenAsync())).IsValid);
    }

    [Fact]
    public async Task The_store_uses_the_data_source_of_the_context()
    {
        await using var database = await MigratedDatabase.CreateAsync(Engine.PostgreSql);
        var opened = 0;
        var sources = new NpgsqlDataSourceBuilder(database.ConnectionString).UsePhysicalConnectionInitializer(
            _ => Interlocked.Increment(ref opened),
            _ =>
            {
                Interlocked.Increment(ref opened);
                return Task.CompletedTask;
            });
        await using var dataSource = sources.Build();
        await using (var node = await StartAsync<StaffContext>(options => options.UseNpgsql(dataSource)))
        {
            await node.OpenAccountAsync();
            Assert.NotEqual(0, opened);
        }

        // It is the host's: the store has not disposed it.
        await using var connection = await dataSource.OpenConnectionAsync();
    }

    [Fact]
    public async Task A_provider_that_hides_its_data_source_is_refused()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync<StaffContext>(options => options.UseNpgsql("Host=localhost").ReplaceService<IRelationalConnection, OtherConnection>()));
        Assert.Contains("does not expose the data source of StaffContext", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task A_host_without_the_migration_does_not_start_and_learns_what_to_do(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using (var context = new OrdersContext(database.Options<OrdersContext>()))
        {
            await context.Database.EnsureCreatedAsync();
        }

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync<StaffContext>(options => database.Use(options)));
        Assert.Contains("Add a migration of StaffContext ('dotnet ef migrations add ApiAccess')", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Database.MigrateAsync()", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task EnsureCreated_does_not_create_the_tables_and_CreateIfMissing_does(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using (var context = new StaffContext(database.Options<StaffContext>()))
        {
            await context.Database.EnsureCreatedAsync();
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync<StaffContext>(options => database.Use(options)));
        await using var node = await StartAsync<StaffContext>(
            options => database.Use(options), options => options.Provisioning = SchemaProvisioning.CreateIfMissing);
        await node.OpenAccountAsync();
    }

    [Fact]
    public async Task A_context_that_is_not_registered_is_refused()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Node.StartAsync(builder => builder.UseEntityFrameworkCore<StaffContext>()));
        Assert.Contains("Register it with AddDbContext", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_the_tables_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync<OrdersContext>(options => database.Use(options)));
        Assert.Contains("modelBuilder.AddApiAccessTables()", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_without_a_store_is_refused()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync<StaffContext>(options => options.UseInMemoryDatabase("staff")));
        Assert.Contains("Microsoft.EntityFrameworkCore.InMemory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_with_a_connection_is_refused()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync<StaffContext>(options => options.UseSqlite(connection)));
        Assert.Contains("is configured with a connection", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1st", "api_access_", "schema")]
    [InlineData(null, "Api", "tablePrefix")]
    public void Names_that_are_not_valid_are_refused(string? schema, string prefix, string parameter) =>
        Assert.Throws<ArgumentException>(parameter, () => new ModelBuilder().AddApiAccessTables(schema, prefix));

    private static Task<Node> StartAsync<TContext>(Action<DbContextOptionsBuilder> configure, Action<EntityFrameworkCoreStoreOptions>? options = null)
        where TContext : DbContext => Node.StartAsync(builder =>
        {
            builder.Services.AddDbContext<TContext>(configure);
            builder.UseEntityFrameworkCore<TContext>(options);
        });

    /// <summary>A connection as of a provider without the property.</summary>
    private sealed class OtherConnection(RelationalConnectionDependencies dependencies) : RelationalConnection(dependencies)
    {
        protected override DbConnection CreateDbConnection() => new NpgsqlConnection(ConnectionString);
    }
}
