using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>What the databases do not have in common. The statements themselves are the same for all.</summary>
internal abstract class SqlDialect
{
    /// <summary>Gets the scripts of the schema, by version.</summary>
    public abstract IReadOnlyList<SchemaScript> Scripts { get; }

    /// <summary>Gets a query for one number: whether the version table exists.</summary>
    public abstract string SchemaTableExists { get; }

    /// <summary>Gets how many transactions of this process may write at once.</summary>
    public virtual int MaxWriters => int.MaxValue;

    /// <summary>Prepares the storage, before the first connection to it is opened.</summary>
    public virtual void Prepare(SchemaProvisioning provisioning)
    {
    }

    /// <summary>Begins a transaction that will write.</summary>
    public abstract ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Gets statements without results that a transaction runs first which must be durable.</summary>
    public virtual string WritePrologue => "";

    /// <summary>Gets a statement without results that wakes those who wait for the feed, wherever they listen.</summary>
    public virtual string NotifyStatement => "";

    /// <summary>
    /// Whether a server that another one has replaced can still answer reads; and what it shows may lack a standby's acknowledgement.
    /// Then a read counts once a later write has ended.
    /// </summary>
    public virtual bool CanFailOver => false;

    /// <summary>Gets an expression for a number that tells the servers apart which may take each other's place.</summary>
    public virtual string ServerIdExpression => "0";

    /// <summary>Gets what makes rows that a query reads stay until the transaction ends, where that takes words.</summary>
    public virtual string RowLockClause => "";

    /// <summary>Lets go of the connections that lie ready: they may lead to a server that was replaced.</summary>
    public virtual void ClearPool(DbConnection connection)
    {
    }

    /// <summary>Lets go of all connections that lie ready: their sessions are not what the driver takes them for.</summary>
    public virtual void ClearPool(DbDataSource dataSource)
    {
    }

    /// <summary>Lets the hosts that migrate or register at once take turns, until the transaction ends.</summary>
    public virtual Task AcquireExclusiveLockAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Checks what the library relies on before it first uses a database.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot serve; the message tells why and the remedy.</exception>
    public virtual Task CheckAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Commits. Heeds nobody's cancellation: an interrupted COMMIT has no truthful answer.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The database did not say that the commit is durable.</exception>
    public virtual Task CommitTransactionAsync(DbTransaction transaction) => transaction.CommitAsync(CancellationToken.None);

    /// <summary>Whether an error of COMMIT proves that nothing was committed.</summary>
    public abstract bool ProvesRollback(DbException exception);

    /// <summary>Tells what an error means.</summary>
    public abstract SqlFault Classify(DbException exception);

    /// <summary>Tells a person what to do about an error.</summary>
    public abstract string Remedy(DbException exception);

    /// <summary>Calls <paramref name="wakeUp"/> when the feed may have grown, until it is cancelled or fails.</summary>
    public abstract Task ListenAsync(DbDataSource dataSource, TimeProvider timeProvider, Action wakeUp, CancellationToken cancellationToken);
}
