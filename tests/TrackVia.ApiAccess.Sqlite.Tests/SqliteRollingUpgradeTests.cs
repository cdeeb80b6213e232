using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteRollingUpgradeTests : RollingUpgradeTests, IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    internal override void Use(ApiAccessBuilder builder) => builder.UseSqlite(_file.ConnectionString);

    internal override Task ExecuteAsync(string sql)
    {
        _file.Execute($"BEGIN IMMEDIATE; {sql} COMMIT;");
        return Task.CompletedTask;
    }
}
