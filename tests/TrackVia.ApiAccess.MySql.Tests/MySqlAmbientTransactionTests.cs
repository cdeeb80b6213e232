using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.MySql.Tests;

public sealed class MySqlAmbientTransactionTests : AmbientTransactionTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task T48_Connections_that_the_host_has_enlisted_in_its_transaction_do_not_matter()
    {
        await _database.ExecuteAsync("CREATE TABLE host_user (name text)");

        // The host's own data source, whose connections enlist.
        await using var source = new MySqlDataSource(_database.ConnectionString);
        await using var store = MySqlApiAccessBuilderExtensions.Create(source, ownsDataSource: false, new MySqlStoreOptions(), TimeProvider.System);
        var journal = new Journal(store, "acme");
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using (var host = await source.OpenConnectionAsync())
            {
                await using var command = new MySqlCommand("INSERT INTO host_user VALUES ('olivia')", host);
                await command.ExecuteNonQueryAsync();
            }

            await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });
        }

        Assert.Equal(0L, await _database.ExecuteAsync("SELECT COUNT(*) FROM host_user"));
        Assert.Equal(1L, await _database.ExecuteAsync("SELECT COUNT(*) FROM api_access_api_key"));
    }

    internal override void Use(ApiAccessBuilder builder) => builder.UseMySql(_database.ConnectionString);
}
