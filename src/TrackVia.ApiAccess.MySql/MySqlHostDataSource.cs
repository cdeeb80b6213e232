using System.Data.Common;
using MySqlConnector;

namespace TrackVia.ApiAccess.MySql;

/// <summary>
/// The connections of a host's data source. Each is checked and prepared whenever it is opened: the host has used it in the meantime, and
/// the driver then resets the session.
/// </summary>
/// <remarks>The host owns the data source.</remarks>
internal sealed class MySqlHostDataSource(MySqlDataSource hosts) : DbDataSource
{
    public override string ConnectionString => hosts.ConnectionString;

    protected override DbConnection CreateDbConnection() => hosts.CreateConnection();

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        var connection = await hosts.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await MySqlServer.PrepareSessionAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
