using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Migrations;

/// <summary>
/// The operations that lead from one declaration of the tables to another. Their SQL is that of the scripts, so that a migration makes
/// exactly the tables that the library would make, and contains all it needs.
/// </summary>
internal sealed partial class TableMigration(SqlEngine engine)
{
    public IReadOnlyList<MigrationOperation> Between(ModelTables? source, ModelTables? target) => (source, target) switch
    {
        (null, null) => [],
        (null, { } created) => [.. EnsureSchema(created), .. Upgrade(0, created)],
        ({ } dropped, null) => [.. TablesOf(dropped).Reverse().Select(table => new DropTableOperation
        {
            Schema = dropped.Schema,
            Name = dropped.Prefix + table,
            IsDestructiveChange = true,
        })],
        ({ } old, { } changed) => [.. Rename(old, changed), .. old.Version <= changed.Version ? Upgrade(old.Version, changed) : Refuse(old.Version, changed)],
    };

    private static IEnumerable<MigrationOperation> EnsureSchema(ModelTables target) =>
        target.Schema is { } schema ? [new EnsureSchemaOperation { Name = schema }] : [];

    private IEnumerable<MigrationOperation> Upgrade(int from, ModelTables target) => engine.ReadScripts(target.Names)
        .Where(script => script.Version > from && script.Version <= target.Version)
        .Select(script => new SqlOperation { Sql = script.Text });

    private IEnumerable<MigrationOperation> Rename(ModelTables source, ModelTables target) =>
        (source.Schema, source.Prefix) == (target.Schema, target.Prefix)
            ? []
            : EnsureSchema(target).Concat(TablesOf(source).Select(table => new RenameTableOperation
            {
                Schema = source.Schema,
                Name = source.Prefix + table,
                NewSchema = target.Schema,
                NewName = target.Prefix + table,
            }));

    // The scripts have no way back: it would discard data.
    private IEnumerable<MigrationOperation> Refuse(int from, ModelTables target) =>
    [
        new SqlOperation
        {
            Sql = engine.FailStatement(
                $"The tables of API access cannot go back from version {from} to {target.Version}. Restore a backup that was made before the upgrade.", target.Names),
        },
    ];

    private IEnumerable<string> TablesOf(ModelTables tables) => engine.ReadScripts(new TableNames())
        .Where(script => script.Version <= tables.Version)
        .SelectMany(script => CreatedTable().Matches(script.Text).Select(match => match.Groups[1].Value));

    [GeneratedRegex("^CREATE TABLE api_access_([a-z_]+)", RegexOptions.Multiline)]
    private static partial Regex CreatedTable();
}
