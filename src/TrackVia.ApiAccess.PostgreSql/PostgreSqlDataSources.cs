using System.Data.Common;
using Npgsql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>Data sources that connect only to the primary.</summary>
internal static class PostgreSqlDataSources
{
    // There are about twenty: one for each kind of change and version, the reads, and the sizes of key look-ups.
    private const int Statements = 64;

    /// <summary>
    /// Sets what the connection string leaves open: automatic preparation, and the interval in which a new primary is noticed.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Complete(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var complete = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsKey("Max Auto Prepare"))
        {
            complete.MaxAutoPrepare = Statements;
        }

        if (!given.ContainsKey("Host Recheck Seconds"))
        {
            complete.HostRecheckSeconds = 1;
        }

        // The data source searches for the primary instead.
        complete.TargetSessionAttributes = null;
        return complete;
    }

    /// <summary>Builds the data source of a connection string that <see cref="Complete"/> completed.</summary>
    /// <remarks>A different number of prepared statements is the host's own choice, and is kept.</remarks>
    public static DbDataSource Build(NpgsqlConnectionStringBuilder connectionString) => connectionString.MaxAutoPrepare == Statements
        ? new PoolerAwareDataSource(connectionString, Build)
        : Build(connectionString, () => { });

    public static DbDataSource OnPrimary(DbDataSource dataSource) =>
        dataSource is NpgsqlMultiHostDataSource several ? several.WithTargetSession(TargetSessionAttributes.Primary) : dataSource;

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connectionString, Action onPooler)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString.ConnectionString);
        if (connectionString.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            return builder
                .UsePhysicalConnectionInitializer(
                    connection => DetectPoolerAsync(connection).GetAwaiter().GetResult(), DetectPoolerAsync)
                .BuildMultiHost();
        }

        // Another server may answer behind one name later. A server becomes a standby only by a restart, so one check for each connection
        // is enough.
        return builder
            .UsePhysicalConnectionInitializer(
                connection => CheckConnectionAsync(connection).GetAwaiter().GetResult(), CheckConnectionAsync)
            .Build();

        async Task CheckConnectionAsync(NpgsqlConnection connection)
        {
            await PostgreSqlDialect.RefuseStandbyAsync(connection, CancellationToken.None).ConfigureAwait(false);
            await DetectPoolerAsync(connection).ConfigureAwait(false);
        }

        async Task DetectPoolerAsync(NpgsqlConnection connection)
        {
            if (await PostgreSqlDialect.IsPooledAsync(connection, CancellationToken.None).ConfigureAwait(false))
            {
                onPooler();
            }
        }
    }
}
