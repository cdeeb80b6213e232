using System.Data.Common;

namespace TrackVia.ApiAccess.Sql;

/// <summary>What a database demands of a transaction of the host before the store writes in it.</summary>
internal abstract class JoinRules
{
    /// <summary>The longest time for which a joined transaction waits for a lock, or a transaction of the store for a joined one.</summary>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The longest time for which a joined transaction may be idle, where the server can end it. Shorter than <see cref="LockTimeout"/>:
    /// a transaction that is forgotten delays the changes of others, but does not fail them.
    /// </summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private string? _identity;

    /// <summary>Gets the type of the driver's transactions.</summary>
    public abstract Type TransactionType { get; }

    /// <summary>Gets the clause that locks a selected row until the transaction ends, if the transaction does not hold all locks.</summary>
    public virtual string RowLockClause => "";

    /// <summary>
    /// Refuses a transaction that belongs to another database, or that could not store a change correctly or durably. It changes nothing
    /// in the transaction.
    /// </summary>
    /// <returns>Statements, without results, to run before each load and each change.</returns>
    /// <exception cref="InvalidOperationException">The transaction is refused; the message contains the remedy.</exception>
    public abstract Task<string> CheckAsync(DbTransaction transaction, SqlSession session, CancellationToken cancellationToken);

    /// <summary>Returns the connection of a transaction that is not finished.</summary>
    /// <exception cref="InvalidOperationException">The transaction is finished.</exception>
    public static DbConnection ConnectionOf(DbTransaction transaction)
    {
        try
        {
            // Some drivers keep the connection of a finished transaction, but none of them then returns the isolation level.
            _ = transaction.IsolationLevel;
            if (transaction.Connection is { } connection)
            {
                return connection;
            }
        }
        catch (InvalidOperationException exception)
        {
            throw Finished(exception);
        }

        throw Finished(null);
    }

    /// <summary>Returns the same connection for commands, each of which names the transaction.</summary>
    /// <exception cref="InvalidOperationException">The transaction is finished.</exception>
    public static DbConnection CommandsOf(DbTransaction transaction) => new TransactionConnection(ConnectionOf(transaction), transaction);

    /// <summary>Returns the identity of the store's database; <see langword="null"/> if it is that of the transaction's database.</summary>
    /// <param name="identity">The identity that the transaction has read.</param>
    /// <param name="readAsync">Reads the identity by a connection.</param>
    /// <param name="session">The store's session.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    protected async Task<string?> FindOtherDatabaseAsync(
        string identity, Func<DbConnection, CancellationToken, Task<string>> readAsync, SqlSession session, CancellationToken cancellationToken)
    {
        if (identity != _identity)
        {
            // The server may have been restarted, or the tables restored, since the identity was read.
            _identity = await session.ReadAsync(readAsync, cancellationToken).ConfigureAwait(false);
        }

        return identity == _identity ? null : _identity;
    }

    private static InvalidOperationException Finished(Exception? cause) => new(
        "The transaction is finished: it was committed or rolled back, or its connection is closed. Begin a transaction, execute the commands in it, and commit it last.",
        cause);
}
