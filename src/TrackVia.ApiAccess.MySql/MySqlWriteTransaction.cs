using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.MySql;

/// <summary>
/// A transaction of the store. The driver's own would have to be named on every command, unless the host's connection string says otherwise.
/// </summary>
internal sealed class MySqlWriteTransaction : DbTransaction
{
    private readonly DbConnection _connection;
    private bool _isFinished;

    private MySqlWriteTransaction(DbConnection connection) => _connection = connection;

    public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

    protected override DbConnection? DbConnection => _isFinished ? null : _connection;

    /// <summary>Begins a transaction: one round trip.</summary>
    public static async Task<MySqlWriteTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // Every statement sees what was committed before it, so that one which waited for a lock decides by the newest rows.
        await connection.ExecuteAsync("SET TRANSACTION ISOLATION LEVEL READ COMMITTED;\nSTART TRANSACTION", cancellationToken).ConfigureAwait(false);
        return new MySqlWriteTransaction(connection);
    }

    public override void Commit() => CommitAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override void Rollback() => RollbackAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task CommitAsync(CancellationToken cancellationToken = default) => FinishAsync("COMMIT", cancellationToken);

    public override Task RollbackAsync(CancellationToken cancellationToken = default) => FinishAsync("ROLLBACK", cancellationToken);

    /// <summary>Rolls back what was not committed. A connection on which this fails is lost, and its transaction with it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isFinished && _connection.State == ConnectionState.Open)
        {
            _isFinished = true;
            try
            {
                using var command = _connection.Command("ROLLBACK");
                command.ExecuteNonQuery();
            }
            catch (Exception exception) when (exception is DbException or IOException or SocketException or InvalidOperationException)
            {
                _connection.Close();
            }
        }

        base.Dispose(disposing);
    }

    private async Task FinishAsync(string statement, CancellationToken cancellationToken)
    {
        await _connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        _isFinished = true;
    }
}
