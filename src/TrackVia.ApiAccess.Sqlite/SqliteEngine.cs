using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>SQLite, for integrations. They find this class by its name.</summary>
internal sealed class SqliteEngine : SqlEngine
{
    public override bool HasSchemas => false;

    public override bool UsesDataSources => false;

    public override IReadOnlyList<SchemaScript> ReadScripts(TableNames names) => SchemaScript.ReadAll(typeof(SqliteEngine).Assembly, names);

    // Only a trigger can fail with a message. The failure rolls its creation back.
    public override string FailStatement(string message, TableNames names) => $"""
        CREATE TEMP TRIGGER {names.Prefix}refusal BEFORE INSERT ON main.{names.Table("schema")} BEGIN SELECT RAISE(ABORT, '{message}'); END;
        INSERT INTO {names.Table("schema")} (version) VALUES (0);
        """;

    public override SqlApiAccessStore CreateStore(SqlEngineSettings settings) => SqliteApiAccessBuilderExtensions.Create(
        new SqliteStoreOptions { ConnectionString = settings.ConnectionString, TablePrefix = settings.Names.Prefix, Provisioning = settings.Provisioning },
        settings.TimeProvider,
        settings.Remedy);
}
