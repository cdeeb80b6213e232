using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>PostgreSQL, for integrations. They find this class by its name.</summary>
internal sealed class PostgreSqlEngine : SqlEngine
{
    public override IReadOnlyList<SchemaScript> ReadScripts(TableNames names) => SchemaScript.ReadAll(typeof(PostgreSqlEngine).Assembly, names);

    public override string FailStatement(string message, TableNames names) => $"DO $$BEGIN RAISE EXCEPTION '{message}'; END$$;";

    public override SqlApiAccessStore CreateStore(SqlEngineSettings settings)
    {
        var options = new PostgreSqlStoreOptions { Schema = settings.Names.Schema, TablePrefix = settings.Names.Prefix, Provisioning = settings.Provisioning };
        return PostgreSqlApiAccessBuilderExtensions.Create(
            settings.DataSource ?? PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(settings.ConnectionString!)),
            ownsDataSource: settings.DataSource is null,
            options,
            settings.TimeProvider,
            settings.LoggerFactory.CreateLogger<PostgreSqlDialect>(),
            settings.Remedy);
    }
}
