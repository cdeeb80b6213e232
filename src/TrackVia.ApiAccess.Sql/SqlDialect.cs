using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The differences between the databases. The statements are the same for all of them, except for the clauses given here.</summary>
/// <param name="names">The names of the store's tables.</param>
internal abstract class SqlDialect(TableNames names)
{
    /// <summary>Gets the names of the store's tables.</summary>
    public TableNames Names => names;

    /// <summary>Gets the scripts of the schema, ordered by version.</summary>
    public abstract IReadOnlyList<SchemaScript> Scripts { get; }

    /// <summary>Gets a query for the number of version tables: 0 or 1.</summary>
    public abstract string SchemaTableExists { get; }

    /// <summary>Gets the number of transactions of this process that may write at the same time.</summary>
    public virtual int MaxWriters => int.MaxValue;

    /// <summary>Gets the rules for joining transactions of the host; <see langword="null"/> if the store of this database cannot join.</summary>
    public virtual JoinRules? JoinRules => null;

    /// <summary>Prepares the storage before the first connection is opened.</summary>
    public virtual void Prepare(SchemaProvisioning provisioning)
    {
    }

    /// <summary>Begins a transaction that writes.</summary>
    public abstract ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Gets the statements, without results, that a durable transaction runs first.</summary>
    public virtual string WritePrologue => "";

    /// <summary>Gets a statement, without results, that ends waits for the feed in every process that listens.</summary>
    public virtual string NotifyStatement => "";

    /// <summary>
    /// Gets whether a read may return what is not durable: a replaced server still answers, no standby has acknowledged the data, or the
    /// database shows a transaction before it is on disk. If so, a read counts only once a later write has completed.
    /// </summary>
    public virtual bool CanFailOver => false;

    /// <summary>Gets a statement that writes and changes nothing that is read. Only a primary whose standbys acknowledge can complete it.</summary>
    public string ProofStatement => field ??= names.Apply($"UPDATE api_access_feed SET position = position{TouchAssignment} WHERE id = 1");

    /// <summary>
    /// Gets a further assignment for an update that must be a write even if it changes no value, for databases that skip such updates.
    /// </summary>
    public virtual string TouchAssignment => "";

    /// <summary>Returns the end of an INSERT that adds nothing if the key exists, or violates it, which has the same result.</summary>
    public virtual string SkipDuplicate(string key) => $"ON CONFLICT ({key}) DO NOTHING";

    /// <summary>Returns what is before the assignments that an INSERT makes in the existing row instead if the key exists.</summary>
    public virtual string UpdateDuplicate(string key) => $"ON CONFLICT ({key}) DO UPDATE SET";

    /// <summary>Ends a statement that writes at most one row. Its result is a value of that row, or empty if no row was written.</summary>
    /// <param name="column">The column of the value.</param>
    /// <param name="query">The value as an expression, for databases whose writes return no rows.</param>
    public virtual string Returning(string column, string query) => $"RETURNING {column};\n";

    /// <summary>Gets an expression for a number that identifies the server among those that may replace each other.</summary>
    public virtual string ServerIdExpression => "0";

    /// <summary>
    /// Gets the clause that prevents the deletion of selected rows until the transaction ends, if the database needs one.
    /// </summary>
    public virtual string RowLockClause => "";

    /// <summary>
    /// Closes all idle connections: they may lead to a server that was replaced, or their sessions are not in the state that the driver
    /// assumes.
    /// </summary>
    public virtual void ClearPool(DbDataSource dataSource)
    {
    }

    /// <summary>Acquires a lock until the transaction ends, so that hosts register one after another.</summary>
    public virtual Task AcquireExclusiveLockAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs the steps of a migration while every other host waits. The steps take effect together, or they can be repeated.</summary>
    public virtual async Task MigrateAsync(DbConnection connection, Func<Task> steps, CancellationToken cancellationToken)
    {
        using var transaction = await BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false);
        await AcquireExclusiveLockAsync(connection, cancellationToken).ConfigureAwait(false);
        await steps().ConfigureAwait(false);

        // An unknown outcome is harmless: the next attempt reads the version.
        await CommitTransactionAsync(transaction).ConfigureAwait(false);
    }

    /// <summary>Creates the schema that the tables are named with, if it is missing.</summary>
    public virtual Task CreateSchemaAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Checks the requirements of the library before it first uses a database.</summary>
    /// <exception cref="StoreUnavailableException">The database is not suitable; the message contains the reason and the
    /// remedy.</exception>
    public virtual Task CheckAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Commits. It cannot be cancelled: an interrupted COMMIT has an unknown outcome.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The database did not confirm that the commit is durable.</exception>
    public virtual Task CommitTransactionAsync(DbTransaction transaction) => transaction.CommitAsync(CancellationToken.None);

    /// <summary>Determines whether an error of COMMIT proves that nothing was committed.</summary>
    public abstract bool ProvesRollback(DbException exception);

    /// <summary>
    /// Determines whether the driver reports a lost connection by this exception, of whatever type, and may keep others in its pool that
    /// were lost with it.
    /// </summary>
    public virtual bool IsLostConnection(Exception exception) => false;

    /// <summary>Returns the meaning of an error.</summary>
    public abstract SqlFault Classify(DbException exception);

    /// <summary>Returns the remedy for an error, for a person.</summary>
    public abstract string Remedy(DbException exception);

    /// <summary>Calls <paramref name="wakeUp"/> when the feed may have grown, until cancellation or a failure.</summary>
    public abstract Task ListenAsync(DbDataSource dataSource, TimeProvider timeProvider, Action wakeUp, CancellationToken cancellationToken);
}
