using System.Data.Common;
using System.Net.Sockets;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>Stores one change in one transaction: the compare-and-swap, the history and the position in the feed, or nothing.</summary>
internal sealed class ChangeWriter(SqlDialect dialect)
{
    private readonly ChangeStatements _statements = new(dialect);
    private readonly string _findOutcome = dialect.Names.Apply("""
        SELECT account.version, history.change_id, history.position, feed.position, stray.position
        FROM api_access_feed AS feed
        LEFT JOIN api_access_account AS account ON account.account_id = @account_id
        LEFT JOIN api_access_history AS history ON history.account_id = account.account_id AND history.version = @version
        LEFT JOIN api_access_history AS stray ON stray.position = feed.position + 1
        WHERE feed.id = 1
        """);

    /// <summary>Gets a query for the newest position, to which a clause that locks the feed can be appended.</summary>
    public string SelectFeedEnd { get; } = dialect.Names.Apply("SELECT position FROM api_access_feed WHERE id = 1");

    /// <summary>Stores the change, or finds why it cannot be stored. It may be repeated with the same change.</summary>
    public async Task<CommitResult> StoreAsync(DbConnection connection, AccessChange change, CancellationToken cancellationToken)
    {
        using (var transaction = await dialect.BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            if (await TryWriteRowsAsync(connection, dialect.WritePrologue, change, cancellationToken).ConfigureAwait(false) is { } position)
            {
                await EndTransactionAsync(transaction, change).ConfigureAwait(false);
                return CommitResult.Committed(position);
            }

            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        }

        var result = await FindOutcomeAsync(connection, change, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == CommitOutcome.Committed && dialect.CanFailOver)
        {
            // An earlier COMMIT may have been cut off from its standby or its disk. What is visible is acknowledged only once a later one
            // is durable.
            using var transaction = await dialect.BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(dialect.WritePrologue + dialect.ProofStatement, cancellationToken).ConfigureAwait(false);
            await EndTransactionAsync(transaction, change).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Writes state, history and position in the transaction of a connection, after the statements that the transaction needs.</summary>
    /// <returns>The position; <see langword="null"/> when the account's version or a unique key did not permit it.</returns>
    public async Task<FeedPosition?> TryWriteRowsAsync(
        DbConnection connection, string prologue, AccessChange change, CancellationToken cancellationToken)
    {
        using var command = _statements.Command(connection, change).After(prologue);
        try
        {
            using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var isAtVersion = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);

            // Not cancelled here: MySqlConnector then throws an exception after which the reader's disposal waits forever for the server.
            await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false);
            return isAtVersion && await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new FeedPosition(reader.GetInt64(0)) : null;
        }
        catch (DbException exception) when (dialect.Classify(exception) == SqlFault.KeyViolated)
        {
            return null;
        }
    }

    /// <summary>Commits, and reports a failure that does not prove a rollback as an unknown outcome.</summary>
    private async Task EndTransactionAsync(DbTransaction transaction, AccessChange change)
    {
        try
        {
            await dialect.CommitTransactionAsync(transaction).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is InvalidOperationException or IOException or SocketException || (exception is DbException error && !dialect.ProvesRollback(error)))
        {
            // Drivers also report a lost connection by an InvalidOperationException.
            throw new CommitOutcomeUnknownException(
                $"The connection broke during COMMIT of version {change.Version} of account '{change.AccountId}': the change may be stored "
                + $"or not. Commit the same change again to find out. The database reported: {exception.Message}",
                exception);
        }
    }

    /// <summary>
    /// Finds why a change could not be written: it had been written before (T32), it does not fit, or its credential exists.
    /// </summary>
    public async Task<CommitResult> FindOutcomeAsync(DbConnection connection, AccessChange change, CancellationToken cancellationToken)
    {
        using var command = connection
            .Command(_findOutcome)
            .With("account_id", change.AccountId.Value)
            .With("version", change.Version);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(
                $"The database is damaged: the table {dialect.Names.Table("feed")} has no row, so no change can be committed. Nothing was changed. "
                + "Restore the database from a backup.");
        }

        if (!reader.IsDBNull(1) && reader.GetString(1) == change.Id.ToString())
        {
            return CommitResult.Committed(new FeedPosition(reader.GetInt64(2)));
        }

        // Versions only increase: if the change fits now, it also fitted then, and a unique key was violated.
        if ((reader.IsDBNull(0) ? 0 : reader.GetInt64(0)) != change.Version - 1)
        {
            return CommitResult.Conflict;
        }

        return reader.IsDBNull(4)
            ? CommitResult.DuplicateCredential
            : throw new StoreUnavailableException(
                $"The database is damaged: its history contains position {reader.GetInt64(4)} beyond the feed's counter, which is "
                + $"{reader.GetInt64(3)}, so no change can be committed. Nothing was changed. The library did not write that row: restore "
                + "the database from a backup, or remove the row.");
    }
}
