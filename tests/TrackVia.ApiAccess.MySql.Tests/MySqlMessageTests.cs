using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using TrackVia.ApiAccess.PostgreSql.Tests;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

/// <summary>T57: each cause has its own message with the remedy, and only what is damaged is called so.</summary>
public sealed class MySqlMessageTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Theory]
    [InlineData("Port=1", "Check Server and Port", "")]
    [InlineData("Server=no-such-host.invalid", "Check Server", "")]
    [InlineData("Database=no_such_database", "database does not exist", "no_such_database")]
    [InlineData("Database=", "Set Database", "")]
    [InlineData("User ID=no_such_user", "does not accept the user or the password", "no_such_user")]
    [InlineData("SSL Mode=Required", "TLS failed", "SSL")]
    public async Task T57_A_wrong_setting_is_reported_in_the_drivers_words_with_what_to_check(string setting, string remedy, string words)
    {
        await using var store = Open(With(setting));

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.Contains(words, exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("damaged", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("REVOKE SELECT ON DATABASE_NAME.* FROM USER_NAME", "Grant the user SELECT")]
    [InlineData("ALTER TABLE api_access_user RENAME TO elsewhere", "Run the scripts")]
    public async Task T57_A_missing_right_of_the_user_is_reported_with_the_remedy(string change, string remedy)
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        var user = "u" + Guid.NewGuid().ToString("N")[..20];
        await _database.ExecuteAsync($"CREATE USER {user}; GRANT SELECT, INSERT, UPDATE, DELETE ON {_database.Name}.* TO {user}");
        await _database.ExecuteAsync(change.Replace("USER_NAME", user, StringComparison.Ordinal).Replace("DATABASE_NAME", _database.Name, StringComparison.Ordinal));
        await using var store = Open(
            new MySqlConnectionStringBuilder(_database.ConnectionString) { UserID = user }.ConnectionString, SchemaProvisioning.None);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_wait_that_a_timeout_ends_names_the_timeout()
    {
        await _database.Open().ProvisionAsync(CancellationToken.None);
        await using var holder = new MySqlConnection(_database.ConnectionString + ";Pooling=False");
        await holder.OpenAsync();
        await holder.ExecuteAsync("LOCK TABLES api_access_account WRITE", CancellationToken.None);
        await using var store = Open(With("Default Command Timeout=1"), SchemaProvisioning.None);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains("Default Command Timeout", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_pool_that_the_host_has_exhausted_is_reported()
    {
        await using var source = new MySqlDataSource(With("Maximum Pool Size=1;Connection Timeout=1"));
        await using var store = MySqlApiAccessBuilderExtensions.Create(source, ownsDataSource: false, new MySqlStoreOptions(), new SteppingClock(TimeSpan.FromSeconds(2)));
        await using var held = await source.OpenConnectionAsync();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains("Maximum Pool Size", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T57_A_data_source_that_the_host_has_disposed_is_reported()
    {
        var source = new MySqlDataSource(_database.ConnectionString);
        await using var store = MySqlApiAccessBuilderExtensions.Create(source, ownsDataSource: false, new MySqlStoreOptions(), TimeProvider.System);
        await source.DisposeAsync();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => LoadAsync(store));

        Assert.Contains("disposed", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE api_access_token SET expires_on = 'soon'", "api_access_token")]
    [InlineData("SET FOREIGN_KEY_CHECKS = 0; UPDATE api_access_token SET token_id = 'x'", "api_access_token")]
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

    private static Task<AccountAccess> LoadAsync(SqlApiAccessStore store) => store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None);

    private static async Task FillAsync(SqlApiAccessStore store)
    {
        var journal = new Journal(store, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = Journal.Token() });
        await journal.CommitAsync(new UserAccessChanged
        {
            Origin = journal.Origin(),
            User = new() { UserId = UserId.Parse("olivia"), IsApiUser = true, IsEnabled = true },
        });
    }

    private SqlApiAccessStore Open(string connectionString, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) =>
        _database.Open(connectionString, provisioning, new SteppingClock(TimeSpan.FromSeconds(2)));

    private string With(string setting) =>
        new MySqlConnectionStringBuilder(_database.ConnectionString + ";" + setting).ConnectionString;
}
