using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>The backup takes the place of the open file by a rename.</summary>
public sealed class SqliteReplacementRestoreTests(ITestOutputHelper output) : RestoreTests(output), IDisposable
{
    private readonly SqliteFile _file = new();

    private protected override string Title => "SQLite, the file replaced by a rename";

    public void Dispose() => _file.Dispose();

    internal override void Use(ApiAccessBuilder builder) => builder.UseSqlite(_file.ConnectionString);

    private protected override Task BackUpAsync() => Task.Run(_file.BackUp);

    private protected override Task RestoreAsync() => Task.Run(_file.Replace);
}
