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
        var dataSource = settings.DataSource ?? PostgreSqlDataSources.Build(PostgreSqlDataSources.Complete(settings.ConnectionString!));
        return new SqlApiAccessStore(
            new SqlSession(
                PostgreSqlDataSources.OnPrimary(dataSource),
                settings.DataSource is null ? dataSource : null,
                new PostgreSqlDialect(settings.Names, settings.LoggerFactory.CreateLogger<PostgreSqlDialect>()),
                settings.Provisioning,
                settings.TimeProvider,
                settings.Remedy),
            settings.TimeProvider);
    }
}
