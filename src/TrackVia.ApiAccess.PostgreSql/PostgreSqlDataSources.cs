using System.Data.Common;
using Npgsql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>Data sources that reach the primary alone.</summary>
internal static class PostgreSqlDataSources
{
    // Some twenty statements: one a kind of change and version, the reads, and the sizes of key lookups.
    private const int Statements = 64;

    /// <summary>Completes what the connection string leaves open: automatic preparation, and how soon a new primary is noticed.</summary>
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

        // It is asked of the data source instead.
        complete.TargetSessionAttributes = null;
        return complete;
    }

    /// <summary>Builds the data source of a connection string that <see cref="Complete"/> completed.</summary>
    /// <remarks>Another number of prepared statements is the host's own choice, and stays.</remarks>
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
                    connection => NoticePoolerAsync(connection).GetAwaiter().GetResult(), NoticePoolerAsync)
                .BuildMultiHost();
        }

        // Behind one name another server may answer some day. A server becomes a standby only by a restart, so the first look is enough.
        return builder
            .UsePhysicalConnectionInitializer(
                connection => LookAsync(connection).GetAwaiter().GetResult(), LookAsync)
            .Build();

        async Task LookAsync(NpgsqlConnection connection)
        {
            await PostgreSqlDialect.RefuseStandbyAsync(connection, CancellationToken.None).ConfigureAwait(false);
            await NoticePoolerAsync(connection).ConfigureAwait(false);
        }

        async Task NoticePoolerAsync(NpgsqlConnection connection)
        {
            if (await PostgreSqlDialect.IsPooledAsync(connection, CancellationToken.None).ConfigureAwait(false))
            {
                onPooler();
            }
        }
    }
}
