using System.Data.Common;
using System.Net.Sockets;
using MySqlConnector;

namespace TrackVia.ApiAccess.MySql;

/// <summary>The connections of one store. Unlike those of the driver's own data source, the idle ones can be closed.</summary>
internal sealed class MySqlPool : DbDataSource
{
    private readonly MySqlConnectionStringBuilder _settings;
    private MySqlDataSource _current;

    /// <param name="settings">A connection string that <see cref="MySqlDataSources.Complete"/> completed.</param>
    public MySqlPool(MySqlConnectionStringBuilder settings)
    {
        _settings = settings;
        _current = MySqlDataSources.Build(settings, Clear);
    }

    public override string ConnectionString => _settings.ConnectionString;

    /// <summary>Closes the idle connections. Those in use are closed when they are returned.</summary>
    public void Clear() => Interlocked.Exchange(ref _current, MySqlDataSources.Build(_settings, Clear)).Dispose();

    protected override DbConnection CreateDbConnection() => Volatile.Read(ref _current).CreateConnection();

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var current = Volatile.Read(ref _current);
            try
            {
                return await current.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException) when (current != Volatile.Read(ref _current))
            {
                // Cleared at this moment.
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                throw new MySqlServerException("The server closed the new connection.", exception);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await _current.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsyncCore().ConfigureAwait(false);
    }
}
