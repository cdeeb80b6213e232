using Npgsql;
using TrackVia.ApiAccess.PostgreSql.Tests;

namespace HostApp.Browser.Tests;

/// <summary>Repeats all tests of R19 on PostgreSQL, in a schema for each test.</summary>
public sealed class PostgreSqlPageTests(Chromium chromium) : ApiAccessPageTests(chromium)
{
    private static readonly string Server = TestServer.Required("APIACCESS_TEST_POSTGRES");

    private readonly string _schema = $"page{Guid.NewGuid():N}";

    protected override IEnumerable<string> HostArguments =>
        ["--ApiAccess:Store", "PostgreSql", "--ConnectionStrings:ApiAccess", new NpgsqlConnectionStringBuilder(Server) { SearchPath = _schema }.ConnectionString];

    public override async Task InitializeAsync()
    {
        await using (var database = NpgsqlDataSource.Create(Server))
        await using (var command = database.CreateCommand($"CREATE SCHEMA {_schema}"))
        {
            await command.ExecuteNonQueryAsync();
        }

        await base.InitializeAsync();
    }
}
