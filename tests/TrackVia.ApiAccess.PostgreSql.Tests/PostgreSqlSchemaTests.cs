using System.Diagnostics;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

public sealed class PostgreSqlSchemaTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task T37_eight_processes_that_start_at_once_migrate_once()
    {
        var processes = Enumerable.Range(0, 8)
            .Select(_ => Process.Start("dotnet", [typeof(TestDatabase).Assembly.Location, "provision", _database.ConnectionString]))
            .ToArray();
        foreach (var process in processes)
        {
            using (process)
            {
                await process.WaitForExitAsync();
                Assert.Equal(0, process.ExitCode);
            }
        }

        Assert.Equal(4L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_schema"));
    }

    [Fact]
    public async Task T37_eight_handles_that_start_in_the_same_moment_migrate_once()
    {
        // All eight have seen that the tables are missing and wait for their turn when the first one begins.
        await using var holder = new NpgsqlConnection(_database.ConnectionString + ";Pooling=False");
        await holder.OpenAsync();
        await holder.ExecuteAsync($"SELECT pg_advisory_lock({PostgreSqlDialect.LockOfDefaultNames})", CancellationToken.None);
        var provisioning = Enumerable.Range(0, 8)
            .Select(_ => _database.Open())
            .Select(store => Task.Run(() => store.ProvisionAsync(CancellationToken.None)))
            .ToArray();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await holder.ReadNumberAsync("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", patience.Token) < 8)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        await holder.ExecuteAsync($"SELECT pg_advisory_unlock({PostgreSqlDialect.LockOfDefaultNames})", CancellationToken.None);
        await Task.WhenAll(provisioning);

        Assert.Equal(4L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_schema"));
    }

    [Fact]
    public async Task Validate_refuses_a_database_without_tables_and_makes_none()
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await _database.Open(SchemaProvisioning.Validate).ProvisionAsync(CancellationToken.None));

        Assert.Contains("schema", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await _database.ExecuteAsync("SELECT COUNT(to_regclass('api_access_schema'))"));
    }

    [Theory]
    [InlineData(SchemaProvisioning.CreateIfMissing)]
    [InlineData(SchemaProvisioning.Validate)]
    public async Task T36_a_newer_schema_is_refused_with_both_versions(SchemaProvisioning provisioning)
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        await _database.ExecuteAsync("INSERT INTO api_access_schema (version) VALUES (7)");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _database.Open(provisioning).LoadAsync(AccountId.Parse("acme"), CancellationToken.None));

        Assert.Contains("at version 7; this version of the library supports versions up to 4", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SchemaProvisioning.CreateIfMissing)]
    [InlineData(SchemaProvisioning.Validate)]
    [InlineData(SchemaProvisioning.None)]
    public async Task A_role_without_the_right_to_create_works_once_the_tables_are_there(SchemaProvisioning provisioning)
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        var role = "r" + Guid.NewGuid().ToString("N");
        await _database.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN PASSWORD 'app';
            GRANT USAGE ON SCHEMA SCHEMA_NAME TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA SCHEMA_NAME TO {role};
            REVOKE INSERT, UPDATE, DELETE ON api_access_schema FROM {role};
            """);
        var connectionString = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = role, Password = "app" }.ConnectionString;

        var journal = new Journal(_database.Open(connectionString, provisioning), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }
}
