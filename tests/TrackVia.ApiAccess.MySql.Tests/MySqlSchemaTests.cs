using System.Diagnostics;
using MySqlConnector;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

public sealed class MySqlSchemaTests : IAsyncLifetime
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

        Assert.Equal(4, await _database.ExecuteAsync("SELECT MAX(version) FROM api_access_schema"));
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_feed"));
    }

    [Fact]
    public async Task T37_eight_handles_that_start_in_the_same_moment_migrate_one_after_another()
    {
        // All eight have seen that the tables are missing and wait for their turn when the first one begins.
        var name = new MySqlDialect(MySqlDialect.NamesOf()).MigrationLock;
        await using var holder = new MySqlConnection(_database.ConnectionString + ";Pooling=False");
        await holder.OpenAsync();
        Assert.Equal(1, await holder.ReadNumberAsync($"SELECT GET_LOCK({name}, 1)", CancellationToken.None));
        var provisioning = Enumerable.Range(0, 8)
            .Select(_ => _database.Open())
            .Select(store => Task.Run(() => store.ProvisionAsync(CancellationToken.None)))
            .ToArray();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var waiting = $"SELECT COUNT(*) FROM information_schema.processlist WHERE db = '{_database.Name}' AND state = 'User lock'";
        while (await holder.ReadNumberAsync(waiting, patience.Token) < 8)
        {
            Assert.DoesNotContain(provisioning, task => task.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        Assert.Null(await _database.ExecuteAsync("SHOW TABLES"));
        await holder.ExecuteAsync($"DO RELEASE_LOCK({name})", CancellationToken.None);
        await Task.WhenAll(provisioning);

        Assert.Equal(1L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_schema"));
    }

    [Fact]
    public async Task T37_a_migration_that_was_interrupted_after_any_statement_is_completed_by_the_next_host()
    {
        var statements = SchemaScript.ReadAll(typeof(MySqlDialect).Assembly, MySqlDialect.NamesOf()).Single().Text.Split(";\n");
        Assert.InRange(statements.Length, 11, 20);
        for (var done = 1; done < statements.Length; done++)
        {
            await using var database = await TestDatabase.CreateAsync();
            await database.ExecuteAsync(string.Join(";\n", statements.Take(done)));

            var journal = new Journal(database.Open(), "acme");
            await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

            Assert.Equal(journal.Account, await journal.ReplayAsync());
            Assert.Equal(1L, await database.ExecuteAsync("SELECT COUNT(*) FROM api_access_schema"));
        }
    }

    [Fact]
    public async Task Validate_refuses_a_database_without_tables_and_makes_none()
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await _database.Open(SchemaProvisioning.Validate).ProvisionAsync(CancellationToken.None));

        Assert.Contains("schema", exception.Message, StringComparison.Ordinal);
        Assert.Null(await _database.ExecuteAsync("SHOW TABLES"));
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
    public async Task A_user_without_the_right_to_create_works_once_the_tables_are_there(SchemaProvisioning provisioning)
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        var user = "u" + Guid.NewGuid().ToString("N")[..20];
        await _database.ExecuteAsync($"CREATE USER {user} IDENTIFIED BY 'app'; GRANT SELECT ON api_access_schema TO {user}");
        foreach (var table in (string[])["account", "api_key", "user", "token", "history", "feed", "node", "token_use"])
        {
            await _database.ExecuteAsync($"GRANT SELECT, INSERT, UPDATE, DELETE ON api_access_{table} TO {user}");
        }

        var connectionString = new MySqlConnectionStringBuilder(_database.ConnectionString) { UserID = user, Password = "app" }.ConnectionString;
        var store = _database.Open(connectionString, provisioning);
        var journal = new Journal(store, "acme");
        var token = Journal.Token();
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = token });
        await store.Nodes.RegisterNodeAsync(NodeId.Parse("web-1"), TimeSpan.FromSeconds(5), CancellationToken.None);
        await store.Usage.RecordUsageAsync(
            [new TokenUsage { AccountId = journal.Account.Id, TokenId = token.Id, At = token.CreatedAt }], CancellationToken.None);

        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public async Task Ids_that_differ_in_case_accents_or_width_are_different_accounts()
    {
        string[] ids = ["acme", "Acme", "ACME", "ácme", "ａcme", "ac\u00DFe", "acsse", "\U0001F511", "\U0001F512"];
        var store = _database.Open();
        foreach (var id in ids)
        {
            var journal = new Journal(store, id);
            await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        }

        Assert.Equal((long)ids.Length, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_account"));
        await _database.ExecuteAsync("INSERT INTO api_access_account (account_id, version) VALUES ('acme ', 1)");
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_account WHERE account_id = 'acme'"));
    }
}
