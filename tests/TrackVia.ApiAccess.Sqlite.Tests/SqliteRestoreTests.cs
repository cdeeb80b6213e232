using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql.Tests;
using Xunit.Abstractions;

namespace TrackVia.ApiAccess.Sqlite.Tests;

/// <summary>The backup is written into the open file, as <c>.restore</c> does.</summary>
public sealed class SqliteRestoreTests(ITestOutputHelper output) : RestoreTests(output), IDisposable
{
    private readonly SqliteFile _file = new();

    private protected override string Title => "SQLite, `.restore` into the open file";

    public void Dispose() => _file.Dispose();

    internal override void Use(ApiAccessBuilder builder) => builder.UseSqlite(_file.ConnectionString);

    private protected override Task BackUpAsync() => Task.Run(_file.BackUp);

    private protected override Task RestoreAsync() => Task.Run(_file.Restore);
}
