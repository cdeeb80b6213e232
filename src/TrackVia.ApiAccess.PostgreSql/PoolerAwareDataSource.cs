using System.Data.Common;
using Npgsql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>
/// Prepares statements automatically, except through a pooler: in transaction mode a pooler may run each transaction in another session, in
/// which the statement is not prepared (T47).
/// </summary>
internal sealed class PoolerAwareDataSource : DbDataSource
{
    private readonly NpgsqlDataSource _direct;
    private readonly Lazy<NpgsqlDataSource> _throughPooler;
    private volatile bool _isPooled;

    /// <summary>Initializes the data source.</summary>
    /// <param name="settings">The connection string, with automatic preparation.</param>
    /// <param name="build">Builds a data source that calls an action when it detects a pooler.</param>
    public PoolerAwareDataSource(NpgsqlConnectionStringBuilder settings, Func<NpgsqlConnectionStringBuilder, Action, NpgsqlDataSource> build)
    {
        ConnectionString = settings.ConnectionString;
        _direct = build(settings, () => _isPooled = true);

        // The session is not reset either: the pooler does that when it reassigns a session, and our DISCARD could reach another client's
        // session.
        _throughPooler = new(() => build(
            new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MaxAutoPrepare = 0, NoResetOnClose = true }, () => { }));
    }

    public override string ConnectionString { get; }

    /// <summary>Closes the idle connections.</summary>
    public void Clear()
    {
        _direct.Clear();
        if (_throughPooler.IsValueCreated)
        {
            _throughPooler.Value.Clear();
        }
    }

    protected override DbConnection CreateDbConnection() => (_isPooled ? _throughPooler.Value : _direct).CreateConnection();

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        if (!_isPooled)
        {
            var connection = await PostgreSqlDataSources.OnPrimary(_direct).OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            if (!_isPooled)
            {
                return connection;
            }

            await connection.DisposeAsync().ConfigureAwait(false);
            _direct.Clear();
        }

        return await PostgreSqlDataSources.OnPrimary(_throughPooler.Value).OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _direct.Dispose();
            if (_throughPooler.IsValueCreated)
            {
                _throughPooler.Value.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await _direct.DisposeAsync().ConfigureAwait(false);
        if (_throughPooler.IsValueCreated)
        {
            await _throughPooler.Value.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsyncCore().ConfigureAwait(false);
    }
}
