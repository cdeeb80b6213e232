using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>
/// What the parts of the SQL store share: connections, retries, the queue of writers, and the schema. Safe for use by many threads.
/// </summary>
internal sealed class SqlSession : IAsyncDisposable
{
    private readonly DbDataSource _dataSource;
    private readonly DbDataSource? _owned;
    private readonly TimeProvider _timeProvider;
    private readonly TransientRetry _retry;
    private readonly SchemaProvisioner _schema;
    private readonly SemaphoreSlim _writers;

    /// <param name="dataSource">Opens the connections.</param>
    /// <param name="owned">The data source to dispose with the session, if it is not the host's.</param>
    /// <param name="dialect">The database.</param>
    /// <param name="provisioning">What to do about the tables.</param>
    /// <param name="timeProvider">Measures waits.</param>
    /// <param name="remedy">What to do about tables that are not current, or <see langword="null"/> for the scripts.</param>
    public SqlSession(
        DbDataSource dataSource, DbDataSource? owned, SqlDialect dialect, SchemaProvisioning provisioning, TimeProvider timeProvider, string? remedy = null)
    {
        _dataSource = dataSource;
        _owned = owned;
        _timeProvider = timeProvider;
        Dialect = dialect;
        _retry = new TransientRetry(dialect, dataSource, timeProvider);
        _schema = new SchemaProvisioner(dataSource, dialect, provisioning, _retry, remedy);
        _writers = new SemaphoreSlim(dialect.MaxWriters);
    }

    public SqlDialect Dialect { get; }

    /// <summary>Provisions the tables, unless that has been done.</summary>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => _schema.EnsureAsync(cancellationToken).AsTask());

    /// <summary>Does the same while a host starts, which need not reach the database if there is nothing to provision.</summary>
    public Task ProvisionAtStartAsync(CancellationToken cancellationToken) => _schema.EnsureAtStartAsync(cancellationToken).AsTask();

    /// <summary>Closes the idle connections. Later calls open new ones, which find the server that answers now.</summary>
    public void ClearPool() => Dialect.ClearPool(_dataSource);

    /// <summary>Runs a query on a connection, and repeats it after a transient error.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(async () =>
        {
            await _schema.EnsureAsync(cancellationToken).ConfigureAwait(false);
            return await AttemptAsync(read, cancellationToken).ConfigureAwait(false);
        });

    /// <summary>
    /// Runs an attempt that manages its own transactions, in the queue of writers, and repeats it after a transient error.
    /// </summary>
    public Task<T> RunAsWriterAsync<T>(Func<DbConnection, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(async () =>
        {
            await _schema.EnsureAsync(cancellationToken).ConfigureAwait(false);
            await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await AttemptAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _writers.Release();
            }
        });

    /// <summary>Runs statements that can be repeated, in a transaction that is durable when this returns.</summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, CancellationToken, Task<T>> write, CancellationToken cancellationToken) => RunAsWriterAsync(
        async (connection, attemptToken) =>
        {
            using var transaction = await Dialect.BeginWriteAsync(connection, attemptToken).ConfigureAwait(false);
            if (Dialect.WritePrologue.Length > 0)
            {
                await connection.ExecuteAsync(Dialect.WritePrologue, attemptToken).ConfigureAwait(false);
            }

            var result = await write(connection, attemptToken).ConfigureAwait(false);
            await Dialect.CommitTransactionAsync(transaction).ConfigureAwait(false);
            return result;
        },
        cancellationToken);

    /// <summary>
    /// Calls <paramref name="wakeUp"/> when the feed may have grown, until cancellation. After a failure it listens again.
    /// </summary>
    public async Task ListenAsync(Action wakeUp, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await OutsideTransaction.RunAsync(() => Dialect.ListenAsync(_dataSource, _timeProvider, wakeUp, cancellationToken))
                    .ConfigureAwait(false);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A change that was not noticed is found when the wait of its reader ends.
                await _retry.PauseAsync(TransientRetry.MaxAttempts, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_owned is not null)
        {
            await _owned.DisposeAsync().ConfigureAwait(false);
        }

        _schema.Dispose();
        _writers.Dispose();
    }

    private Task<T> AttemptAsync<T>(Func<DbConnection, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) => _retry.RunAsync(
        async attemptToken =>
        {
            using var connection = await _dataSource.OpenAsync(attemptToken).ConfigureAwait(false);
            return await attempt(connection, attemptToken).ConfigureAwait(false);
        },
        cancellationToken);
}
