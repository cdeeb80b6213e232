using System.Reflection;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql.Tests;

public sealed class MySqlSeparateTablesTests : SeparateTablesTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task Two_schemas_of_one_server_are_two_stores_and_are_created()
    {
        var (one, other) = (_database.Name + "a", _database.Name + "b");

        await AreTwoStoresAsync(Open(new TableNames(one)), Open(new TableNames(other)));

        Assert.Equal(9L, await _database.ExecuteAsync($"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '{one}'"));
        Assert.Equal(9L, await _database.ExecuteAsync($"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '{other}'"));
        Assert.Null(await _database.ExecuteAsync("SHOW TABLES"));
    }

    [Fact]
    public async Task A_schema_that_is_missing_is_refused_with_its_name_where_tables_are_not_created()
    {
        var store = Open(new TableNames("no_such_schema"), SchemaProvisioning.None);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None));

        Assert.Contains("no_such_schema", exception.Message, StringComparison.Ordinal);
    }

    private protected override Assembly DialectAssembly => typeof(MySqlDialect).Assembly;

    private protected override string DocumentedUnder => "MySQL";

    internal override SqlApiAccessStore Open(TableNames names, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) =>
        _database.Open(_database.ConnectionString, names, provisioning);

    internal override SqlDialect NewDialect() => new MySqlDialect(MySqlDialect.NamesOf());

    private protected override async Task RunByHandAsync(string script)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        await _database.RunScriptAsync(file);
        File.Delete(file);
    }
}
