using System.Reflection;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteSeparateTablesTests : SeparateTablesTests, IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    private protected override Assembly DialectAssembly => typeof(SqliteDialect).Assembly;

    private protected override string DocumentedUnder => "SQLite";

    internal override SqlApiAccessStore Open(TableNames names, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing) =>
        _file.Open(provisioning, prefix: names.Prefix);

    internal override SqlDialect NewDialect() =>
        new SqliteDialect(new SqliteDataSource(_file.ConnectionString, TimeSpan.FromSeconds(1)), new TableNames());

    private protected override Task RunByHandAsync(string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        _file.Execute(script);
        return Task.CompletedTask;
    }
}
