using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The differences between the databases. The statements are the same for all of them.</summary>
internal abstract class SqlDialect
{
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
    /// Gets whether a replaced server can still answer reads, and may return data that no standby has acknowledged. If so, a read counts
    /// only once a later write has completed.
    /// </summary>
    public virtual bool CanFailOver => false;

    /// <summary>Gets an expression for a number that identifies the server among those that may replace each other.</summary>
    public virtual string ServerIdExpression => "0";

    /// <summary>
    /// Gets the clause that prevents the deletion of selected rows until the transaction ends, if the database needs one.
    /// </summary>
    public virtual string RowLockClause => "";

    /// <summary>Closes the idle connections of a pool: they may lead to a server that was replaced.</summary>
    public virtual void ClearPool(DbConnection connection)
    {
    }

    /// <summary>Closes all idle connections: their sessions are not in the state that the driver assumes.</summary>
    public virtual void ClearPool(DbDataSource dataSource)
    {
    }

    /// <summary>Acquires a lock until the transaction ends, so that hosts migrate or register one after another.</summary>
    public virtual Task AcquireExclusiveLockAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Checks the requirements of the library before it first uses a database.</summary>
    /// <exception cref="StoreUnavailableException">The database is not suitable; the message contains the reason and the
    /// remedy.</exception>
    public virtual Task CheckAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Commits. It cannot be cancelled: an interrupted COMMIT has an unknown outcome.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The database did not confirm that the commit is durable.</exception>
    public virtual Task CommitTransactionAsync(DbTransaction transaction) => transaction.CommitAsync(CancellationToken.None);

    /// <summary>Determines whether an error of COMMIT proves that nothing was committed.</summary>
    public abstract bool ProvesRollback(DbException exception);

    /// <summary>Returns the meaning of an error.</summary>
    public abstract SqlFault Classify(DbException exception);

    /// <summary>Returns the remedy for an error, for a person.</summary>
    public abstract string Remedy(DbException exception);

    /// <summary>Calls <paramref name="wakeUp"/> when the feed may have grown, until cancellation or a failure.</summary>
    public abstract Task ListenAsync(DbDataSource dataSource, TimeProvider timeProvider, Action wakeUp, CancellationToken cancellationToken);
}
