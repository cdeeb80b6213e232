using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;

namespace TrackVia.ApiAccess.Sqlite.Tests;

public sealed class SqliteTokenUseTests : TokenUseTests, IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    internal override void Use(ApiAccessBuilder builder) => builder.UseSqlite(_file.ConnectionString);
}
