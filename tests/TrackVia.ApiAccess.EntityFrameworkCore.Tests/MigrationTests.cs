using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Tests;

/// <summary>The library's tables in the migrations of a host.</summary>
public sealed class MigrationTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task A_migration_makes_exactly_what_the_shipped_scripts_make(Engine engine)
    {
        await using var migrated = await TestDatabase.CreateAsync(engine);
        var project = new MigrationProject();
        var scaffolded = await AddAsync(migrated, project, "Tables");
        var (migration, snapshot) = (scaffolded.MigrationCode, scaffolded.SnapshotCode);

        Assert.Contains("migrationBuilder.CreateTable(", migration, StringComparison.Ordinal);
        Assert.Contains("migrationBuilder.Sql(", migration, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE api_access_token_use (", migration, StringComparison.Ordinal);
        Assert.Contains("migrationBuilder.DropTable(", migration, StringComparison.Ordinal);
        Assert.Contains(".HasAnnotation(\"ApiAccess:SchemaVersion\", 4)", snapshot, StringComparison.Ordinal);
        Assert.Contains(".HasAnnotation(\"ApiAccess:TablePrefix\", \"api_access_\")", snapshot, StringComparison.Ordinal);

        await MigrateAsync(migrated, project);
        await using var shipped = await TestDatabase.CreateAsync(engine);
        await (await Node.StartAsync(shipped.UseWithoutContext)).DisposeAsync();
        var expected = await shipped.ReadCatalogAsync();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await migrated.ReadCatalogAsync());
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task A_model_that_has_not_changed_adds_an_empty_migration(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var project = new MigrationProject();
        await AddAsync(database, project, "A");
        await AddAsync(database, project, "B");

        await using var context = Changing(database, project);
        Assert.Equal([true, false], Migrations(context).Select(migration => migration.UpOperations.OfType<SqlOperation>().Any()));
        Assert.Empty(Migrations(context)[1].UpOperations);
        Assert.Empty(Migrations(context)[1].DownOperations);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task After_an_update_of_the_library_the_next_migration_upgrades_the_tables(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var project = new MigrationProject();
        await AddAsync(database, project, "A", Version(2));
        await MigrateAsync(database, project);
        Assert.Equal(["1", "2"], await database.ReadAsync("SELECT version FROM api_access_schema ORDER BY version"));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync(database));
        Assert.Contains("not at version 4", failure.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet ef migrations add", failure.Message, StringComparison.Ordinal);

        await AddAsync(database, project, "B");
        await MigrateAsync(database, project);
        await using var shipped = await TestDatabase.CreateAsync(engine);
        await (await Node.StartAsync(shipped.UseWithoutContext)).DisposeAsync();
        Assert.Equal(await shipped.ReadCatalogAsync(), await database.ReadCatalogAsync());

        await using var node = await StartAsync(database);
        await node.OpenAccountAsync();
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task An_upgrade_of_the_tables_cannot_be_reverted_and_a_refusal_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var project = new MigrationProject();
        await AddAsync(database, project, "A", Version(2));
        await AddAsync(database, project, "B");
        await MigrateAsync(database, project);
        await using (var node = await StartAsync(database))
        {
            await node.OpenAccountAsync();
        }

        var failure = await Assert.ThrowsAnyAsync<DbException>(() => MigrateAsync(database, project, "A"));
        Assert.Contains("cannot go back from version 4 to 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3", "4"], await database.ReadAsync("SELECT version FROM api_access_schema ORDER BY version"));
        await using var again = await StartAsync(database);
        Assert.Equal(2, (await again.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Version);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task Reverting_the_first_migration_drops_the_tables(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var project = new MigrationProject();
        await AddAsync(database, project, "A");
        await MigrateAsync(database, project);
        await MigrateAsync(database, project, Migration.InitialDatabase);
        Assert.Equal("0", (await database.ReadAsync(Tables(engine, "api_access_"))).Single());

        await MigrateAsync(database, project);
        await using var node = await StartAsync(database);
        await node.OpenAccountAsync();
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task The_tables_are_renamed_with_their_contents(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var project = new MigrationProject();
        await AddAsync(database, project, "A");
        await MigrateAsync(database, project);
        await using (var node = await StartAsync(database))
        {
            await node.OpenAccountAsync();
        }

        Action<ModelBuilder> renamed = model => model.AddApiAccessTables("billing", "billing_");
        await AddAsync(database, project, "B", renamed);
        await MigrateAsync(database, project, tables: renamed);

        Assert.Equal("0", (await database.ReadAsync(Tables(engine, "api_access_"))).Single());
        await using var again = await StartAsync(database, renamed);
        Assert.Equal(2, (await again.Store.LoadAsync(Node.SuperAdmin.AccountId, default)).Version);
        await again.CreateTokenAsync();
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task Another_context_of_the_host_receives_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await using var context = new OrdersContext(database.Options<OrdersContext>());
        var migration = new MigrationProject().Add(context, "A");
        Assert.DoesNotContain("api_access", migration.MigrationCode, StringComparison.Ordinal);
        Assert.DoesNotContain("ApiAccess:", migration.SnapshotCode, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotent_script_for_PostgreSQL_can_be_run_twice()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql);
        var project = new MigrationProject();
        await AddAsync(database, project, "A", Version(2));
        await AddAsync(database, project, "B");
        await using (var context = Changing(database, project))
        {
            var script = context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
            await database.ExecuteAsync(script);
            await database.ExecuteAsync(script);
        }

        await using var node = await StartAsync(database);
        await node.OpenAccountAsync();
    }

    [Fact]
    public void The_newest_version_is_that_of_the_last_script_of_every_database() => Assert.All(
        (Type[])[typeof(SqliteApiAccessBuilderExtensions), typeof(PostgreSqlApiAccessBuilderExtensions), typeof(MySqlApiAccessBuilderExtensions)],
        type => Assert.Equal(SchemaScript.NewestVersion, SchemaScript.ReadAll(type.Assembly, new TableNames())[^1].Version));

    private static Action<ModelBuilder> Version(int version) => model => model.AddApiAccessTables().Model.SetAnnotation("ApiAccess:SchemaVersion", version);

    private static ChangingContext Changing(TestDatabase database, MigrationProject project, Action<ModelBuilder>? tables = null) =>
        new(database.Options<ChangingContext>(project.Assembly), tables ?? (model => model.AddApiAccessTables()));

    private static async Task<ScaffoldedMigration> AddAsync(
        TestDatabase database, MigrationProject project, string name, Action<ModelBuilder>? tables = null)
    {
        await using var context = Changing(database, project, tables);
        return project.Add(context, name);
    }

    private static async Task MigrateAsync(TestDatabase database, MigrationProject project, string? target = null, Action<ModelBuilder>? tables = null)
    {
        await using var context = Changing(database, project, tables);
        await context.GetService<IMigrator>().MigrateAsync(target);
    }

    private static List<Migration> Migrations(DbContext context)
    {
        var assembly = context.GetService<IMigrationsAssembly>();
        return [.. assembly.Migrations.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => assembly.CreateMigration(pair.Value, context.Database.ProviderName!))];
    }

    private static Task<Node> StartAsync(TestDatabase database, Action<ModelBuilder>? tables = null) => Node.StartAsync(builder =>
    {
        builder.Services.AddScoped(_ => new ChangingContext(database.Options<ChangingContext>(), tables ?? (model => model.AddApiAccessTables())));
        builder.UseEntityFrameworkCore<ChangingContext>();
    });

    private static string Tables(Engine engine, string prefix) => engine == Engine.Sqlite
        ? $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name LIKE '{prefix}%'"
        : $"SELECT COUNT(*) FROM pg_tables WHERE tablename LIKE '{prefix}%'";
}
