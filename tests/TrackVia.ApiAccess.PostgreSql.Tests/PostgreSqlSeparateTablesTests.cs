using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql.Tests;

public sealed class PostgreSqlSeparateTablesTests : SeparateTablesTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        await _database.ExecuteAsync($"DROP SCHEMA IF EXISTS {SchemaOfDocumentedCommand} CASCADE");
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Two_schemas_of_one_database_are_two_stores_and_are_created()
    {
        var (one, other) = (_database.Schema + "a", _database.Schema + "B");

        await AreTwoStoresAsync(Open(new TableNames(one)), Open(new TableNames(other)));

        Assert.Equal(9L, await _database.ExecuteAsync($"SELECT COUNT(*) FROM pg_tables WHERE schemaname = '{one}'"));
        Assert.Equal(9L, await _database.ExecuteAsync($"SELECT COUNT(*) FROM pg_tables WHERE schemaname = '{other}'"));
        Assert.Equal(0L, await _database.ExecuteAsync($"SELECT COUNT(*) FROM pg_tables WHERE schemaname = '{_database.Schema}'"));
    }

    [Fact]
    public async Task A_schema_that_is_missing_is_refused_with_its_name_where_tables_are_not_created()
    {
        var store = Open(new TableNames("no_such_schema"), SchemaProvisioning.None);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(AccountId.Parse("acme"), CancellationToken.None));

        Assert.Contains("the schema 'no_such_schema'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_wakes_only_those_who_wait_on_tables_of_its_names()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var names = new TableNames(_database.Schema);
        var (writer, reader) = (Open(names), Open(names));
        await writer.ProvisionAsync(patience.Token);

        // The first wake-up is that of LISTEN itself.
        await reader.WaitForFeedAsync(FeedPosition.Start, TimeSpan.FromMinutes(5), patience.Token);
        var waiting = reader.WaitForFeedAsync(FeedPosition.Start, TimeSpan.FromMinutes(5), patience.Token);
        var elsewhere = new Journal(Open(new TableNames(_database.Schema, "other_")), "acme");
        await elsewhere.CommitAsync(new ApiKeyCreated { Origin = elsewhere.Origin(), ApiKey = Journal.ApiKey() });
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);
        Assert.False(waiting.IsCompleted);

        var journal = new Journal(writer, "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

        await waiting;
    }

    [Fact]
    public void Locks_and_channels_differ_by_schema_and_prefix_and_fit()
    {
        var longest = new string('x', TableNames.MaxPrefixLength);
        var dialects = new TableNames[] { new(), new(prefix: "a_"), new("a"), new("b"), new("a", "a_"), new(new string('y', 63), longest) }
            .Select(names => new PostgreSqlDialect(names, NullLogger.Instance)).ToList();

        Assert.Equal(dialects.Count, dialects.Select(dialect => dialect.ExclusiveLock).Distinct().Count());
        Assert.Equal(dialects.Count, dialects.Select(dialect => dialect.Channel).Distinct().Count());
        Assert.All(dialects, dialect => Assert.InRange(dialect.Channel.Length, 1, 63));
        Assert.Equal((PostgreSqlDialect.LockOfDefaultNames, "api_access_feed"), (dialects[0].ExclusiveLock, dialects[0].Channel));
    }

    private protected override Assembly DialectAssembly => typeof(PostgreSqlDialect).Assembly;

    private protected override string DocumentedUnder => "PostgreSQL";

    private protected override string? SchemaOfDocumentedCommand => "accounts";

    internal override SqlApiAccessStore Open(TableNames names, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) =>
        _database.Open(_database.ConnectionString, names, provisioning);

    internal override SqlDialect NewDialect() => new PostgreSqlDialect(new TableNames(), NullLogger.Instance);

    private protected override async Task RunByHandAsync(string script)
    {
        await _database.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {SchemaOfDocumentedCommand}");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        await _database.RunToolAsync("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "-1", "-f", file);
        File.Delete(file);
    }
}
