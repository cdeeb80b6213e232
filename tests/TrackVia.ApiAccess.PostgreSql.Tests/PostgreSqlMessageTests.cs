using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

/// <summary>T57: each cause has its own message with the remedy, and only what is damaged is called so.</summary>
public sealed class PostgreSqlMessageTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Theory]
    [InlineData("Read Buffer Size=512", "settings of the connection string", "512")]
    [InlineData("Port=1", "Nothing listens", "127.0.0.1:1")]
    [InlineData("Host=no-such-host.invalid", "name of the server is not known", "")]
    [InlineData("Database=no_such_database", "database does not exist", "no_such_database")]
    [InlineData("Username=no_such_role", "role may log in", "no_such_role")]
    [InlineData("SSL Mode=Require", "does not support TLS", "SSL")]
    [InlineData("Root Certificate=/no/such/file;SSL Mode=VerifyFull", "", "")]
    [InlineData("Search Path=no_such_schema", "names no schema that exists", "")]
    [InlineData("Options=-c default_transaction_read_only=on", "default_transaction_read_only", "read-only transaction")]
    public async Task T57_A_wrong_setting_is_reported_in_the_drivers_words_with_what_to_check(string setting, string remedy, string words)
    {
        var connectionString = With(setting);
        await using var store = Open(connectionString);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.Contains(words, exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("damaged", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_wrong_password_and_a_missing_one_are_distinguished()
    {
        var rules = Path.GetTempFileName();
        await File.WriteAllTextAsync(rules, "host all postgres 127.0.0.1/32 trust\nhost all app 127.0.0.1/32 scram-sha-256\n");
        if (!OperatingSystem.IsWindows())
        {
            // For the user that the server runs as.
            File.SetUnixFileMode(rules, (UnixFileMode)0b110_100_100);
        }

        await using var server = await TestServer.StartNewAsync($"hba_file = '{rules}'");
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);
        await database.ExecuteAsync("CREATE ROLE app LOGIN PASSWORD 'right'");
        var app = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = "app" };

        var missing = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(Open(app.ConnectionString)));
        app.Password = "wr0ng-s3cret";
        var wrong = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(Open(app.ConnectionString)));

        Assert.Contains("requires a password", missing.Message, StringComparison.Ordinal);
        Assert.Contains("does not accept the password", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Password, wrong.ToString(), StringComparison.Ordinal);
        File.Delete(rules);
    }

    [Theory]
    [InlineData("REVOKE SELECT ON api_access_account FROM ROLE_NAME", "Grant the role")]
    [InlineData("REVOKE USAGE ON SCHEMA SCHEMA_NAME FROM ROLE_NAME", "search path finds the tables")]
    [InlineData("ALTER TABLE api_access_user RENAME TO elsewhere", "Run the scripts")]
    [InlineData("ALTER ROLE ROLE_NAME CONNECTION LIMIT 0", "Maximum Pool Size")]
    [InlineData("ALTER ROLE ROLE_NAME NOLOGIN", "role may log in")]
    [InlineData("ALTER ROLE ROLE_NAME SET default_transaction_read_only = on", "", "Grant")]
    public async Task T57_A_missing_permission_of_the_role_is_reported_with_the_remedy(string change, string remedy, string not = "damaged")
    {
        var (role, connectionString) = await NewRoleAsync();
        await _database.ExecuteAsync(change.Replace("ROLE_NAME", role, StringComparison.Ordinal));
        await using var store = Open(connectionString, SchemaProvisioning.None);

        if (remedy.Length > 0)
        {
            var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));
            Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(not, exception.Message, StringComparison.Ordinal);
        }
        else
        {
            // Reading still works there.
            Assert.Equal(0, (await LoadAsync(store)).Version);
            var journal = new Journal(store, "acme");
            var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.TryAsync(new ApiKeyCreated
            {
                Origin = journal.Origin(),
                ApiKey = Journal.ApiKey(),
            }));
            Assert.Contains("default_transaction_read_only", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(not, exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Options=-c statement_timeout=200", "statement_timeout")]
    [InlineData("Options=-c lock_timeout=50", "lock_timeout")]
    [InlineData("Command Timeout=1", "Command Timeout")]
    public async Task T57_A_wait_that_a_timeout_ends_names_the_timeout(string setting, string remedy)
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        await using var holder = new NpgsqlConnection(_database.ConnectionString + ";Pooling=False");
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("LOCK TABLE api_access_account IN ACCESS EXCLUSIVE MODE", CancellationToken.None);
        await using var store = Open(With(setting), SchemaProvisioning.None);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_pool_that_the_host_has_exhausted_is_reported_as_exhausted()
    {
        await using var source = NpgsqlDataSource.Create(With("Maximum Pool Size=1;Timeout=1"));
        await using var store = PostgreSqlApiAccessBuilderExtensions.Create(source, ownsDataSource: false, new PostgreSqlStoreOptions(), TimeProvider.System);
        await using var held = await source.OpenConnectionAsync();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains("Maximum Pool Size", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_data_source_that_the_host_has_disposed_is_reported_as_disposed()
    {
        var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var store = PostgreSqlApiAccessBuilderExtensions.Create(source, ownsDataSource: false, new PostgreSqlStoreOptions(), TimeProvider.System);
        await source.DisposeAsync();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains("disposed", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE api_access_token SET expires_on = 'soon'", "api_access_token")]
    [InlineData("UPDATE api_access_token SET token_id = 'x'", "api_access_token")]
    [InlineData("UPDATE api_access_user SET user_id = ''", "api_access_user")]
    public async Task T57_A_damaged_row_is_reported_with_its_table_and_account(string damage, string table)
    {
        var store = _database.Open();
        await FillAsync(store);
        await _database.ExecuteAsync(damage);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains("database is damaged", exception.Message, StringComparison.Ordinal);
        Assert.Contains(table, exception.Message, StringComparison.Ordinal);
        Assert.Contains("'acme'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("protected", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_damaged_row_of_the_feed_is_reported_with_its_position_and_one_of_a_newer_library_as_newer()
    {
        var store = _database.Open();
        await FillAsync(store);
        await _database.ExecuteAsync("UPDATE api_access_history SET change = replace(change, 'AuthTokenCreated', 'AuthTokenMerged') WHERE position = 2");
        var newer = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadHistoryAsync(AccountId.Parse("acme"), 0, 10, CancellationToken.None));
        Assert.Null((await store.ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None))[1].Change);
        await _database.ExecuteAsync("UPDATE api_access_history SET change = '{' WHERE position = 2");
        var damaged = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None));

        Assert.Contains("version 2 of account 'acme' in api_access_history", newer.Message, StringComparison.Ordinal);
        Assert.Contains("update the library", newer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", newer.Message, StringComparison.Ordinal);
        Assert.Contains("damaged: the row at position 2 of api_access_history", damaged.Message, StringComparison.Ordinal);
    }

    private static Task<AccountAccess> LoadAsync(SqlApiAccessStore store) => store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None);

    private static async Task FillAsync(SqlApiAccessStore store)
    {
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await journal.CommitAsync(new UserAccessChanged
        {
            Origin = journal.Origin(),
            User = new()
            {
                UserId = UserId.Parse("olivia"),
                IsApiUser = true,
                IsEnabled = true,
            },
        });
    }

    private SqlApiAccessStore Open(string connectionString, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) =>
        _database.Open(connectionString, provisioning, new SteppingClock(TimeSpan.FromSeconds(2)));

    private string With(string setting)
    {
        var builder = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Password = "s3cret", Timeout = 5 };
        foreach (var part in setting.Split(';'))
        {
            var (name, value) = (part[..part.IndexOf('=', StringComparison.Ordinal)], part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            builder[name] = value;
        }

        return builder.ConnectionString;
    }

    private async Task<(string Role, string ConnectionString)> NewRoleAsync()
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        var role = string.Create(CultureInfo.InvariantCulture, $"r{Guid.NewGuid():N}");
        await _database.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN;
            GRANT USAGE ON SCHEMA SCHEMA_NAME TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA SCHEMA_NAME TO {role};
            """);
        return (role, new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = role }.ConnectionString);
    }
}
