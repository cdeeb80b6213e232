using System.Data;
using System.Data.Common;
using System.Globalization;
using MySqlConnector;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.MySql;

/// <summary>
/// MariaDB and MySQL: read committed, because the snapshot of a higher level would hide the changes of others from a decision, and because
/// its locking reads also lock gaps, so that changes of unrelated accounts could deadlock.
/// </summary>
/// <remarks>
/// Visible before durable, as each commit on InnoDB: a staged change is complete only once a later write of the store is on disk.
/// </remarks>
internal sealed class MySqlJoinRules(TableNames names, string serverExpression) : JoinRules
{
    // A statement that commits implicitly ends the transaction, and the driver does not notice: without a transaction this fails.
    private const string Probe = "SAVEPOINT api_access_probe;\nRELEASE SAVEPOINT api_access_probe;\n";

    private readonly string _tryWrite = names.Apply("UPDATE api_access_feed SET position = position WHERE id = 0");

    public override Type TransactionType => typeof(MySqlTransaction);

    public override string RowLockClause => "FOR UPDATE";

    // The server, the database, and when the table was created, by which copies of a machine differ.
    private string Identity { get; } = $"""
        CONCAT_WS('/', {serverExpression}, {SchemaOf(names)}, COALESCE((SELECT create_time FROM information_schema.tables
            WHERE table_schema = {SchemaOf(names)} AND table_name = '{names.Table("feed")}'), 'no tables'))
        """;

    public override async Task<string> CheckAsync(DbTransaction transaction, SqlSession session, CancellationToken cancellationToken)
    {
        if (transaction.IsolationLevel != IsolationLevel.ReadCommitted)
        {
            throw new InvalidOperationException(
                $"The transaction was begun with IsolationLevel.{transaction.IsolationLevel}. The default, repeatable read, would hide changes that others have committed in the "
                + "meantime. Begin it with IsolationLevel.ReadCommitted.");
        }

        var connection = CommandsOf(transaction);
        if (await MySqlServer.FindFaultOfTransactionAsync(connection, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }

        await RefuseAnotherDatabaseAsync(connection, session, cancellationToken).ConfigureAwait(false);
        await RefuseUnusableAsync(connection, cancellationToken).ConfigureAwait(false);

        // InnoDB has no limit for one transaction.
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Probe}SET SESSION innodb_lock_wait_timeout = LEAST(@@SESSION.innodb_lock_wait_timeout, {LockTimeout.TotalSeconds});\n");
    }

    private static string SchemaOf(TableNames names) => names.Schema is { } schema ? $"'{schema}'" : "DATABASE()";

    private async Task RefuseAnotherDatabaseAsync(DbConnection connection, SqlSession session, CancellationToken cancellationToken)
    {
        var theirs = await ReadIdentityAsync(connection, cancellationToken).ConfigureAwait(false);
        if (await FindOtherDatabaseAsync(theirs, ReadIdentityAsync, session, cancellationToken).ConfigureAwait(false) is { } ours)
        {
            throw new InvalidOperationException(
                $"The transaction is in another database than the store, or on another server (the transaction: {theirs}; the store: {ours}; as "
                + "server/database/time of the tables). Begin it on a connection with the store's own connection string.");
        }
    }

    private async Task<string> ReadIdentityAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.Command($"SELECT {Identity}");
        return Convert.ToString(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture)!;
    }

    /// <summary>Refuses a transaction that a statement has ended, and one that cannot write. Neither statement changes anything.</summary>
    private async Task RefuseUnusableAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(Probe + _tryWrite, cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.StoredProcedureDoesNotExist)
        {
            throw new InvalidOperationException(MySqlRemedy.EndedTransaction, exception);
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.CannotExecuteInReadOnlyTransaction)
        {
            throw new InvalidOperationException("The transaction is read-only. Begin a transaction that can write.", exception);
        }
    }
}
