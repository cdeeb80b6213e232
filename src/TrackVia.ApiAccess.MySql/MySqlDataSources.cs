using System.Data.Common;
using MySqlConnector;

namespace TrackVia.ApiAccess.MySql;

/// <summary>Data sources that connect to one server, which must be the primary.</summary>
internal static class MySqlDataSources
{
    /// <summary>Sets what the connection string leaves open, and what the statements rely on.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read, or names several servers.</exception>
    public static MySqlConnectionStringBuilder Complete(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var complete = new MySqlConnectionStringBuilder(connectionString)
        {
            // An update counts the rows that it finds, whether it changes them or not.
            UseAffectedRows = false,

            // Each session receives an SQL mode with backslash escapes.
            NoBackslashEscapes = false,

            // No id of the library is read as a Guid.
            GuidFormat = MySqlGuidFormat.None,
        };
        RefuseSeveralServers(complete);
        if (!given.ContainsKey("Connection Reset") && !given.ContainsKey("ConnectionReset"))
        {
            // A reset would be one more round trip for each operation, and no session of the store needs one.
            complete.ConnectionReset = false;
        }

        return complete;
    }

    /// <summary>
    /// Refuses several servers: the driver would distribute reads among them, so that an old answer of one could be taken for a current one.
    /// </summary>
    /// <exception cref="ArgumentException">The connection string names several servers.</exception>
    public static void RefuseSeveralServers(MySqlConnectionStringBuilder connectionString)
    {
        if (connectionString.Server.Contains(',', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "The connection string names several servers, among which the driver would distribute connections, so that a replica could return "
                + "revoked credentials as valid. Name the primary only, or an address that always leads to it.",
                nameof(connectionString));
        }
    }

    /// <summary>Builds a data source whose connections are checked and prepared once, when they are made.</summary>
    /// <param name="connectionString">A connection string that <see cref="Complete"/> completed.</param>
    /// <param name="onRefused">Discards the connections: the driver keeps one that was not prepared, and would not prepare it later.</param>
    public static MySqlDataSource Build(MySqlConnectionStringBuilder connectionString, Action onRefused) =>
        new MySqlDataSourceBuilder(connectionString.ConnectionString)
            .UseConnectionOpenedCallback((context, cancellationToken) => PrepareAsync(context, onRefused, cancellationToken))
            .Build();

    private static async ValueTask PrepareAsync(MySqlConnectionOpenedContext context, Action onRefused, CancellationToken cancellationToken)
    {
        if (context.Conditions == MySqlConnectionOpenedConditions.None)
        {
            return;
        }

        try
        {
            await MySqlServer.PrepareSessionAsync(context.Connection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            onRefused();
            throw;
        }
    }
}
