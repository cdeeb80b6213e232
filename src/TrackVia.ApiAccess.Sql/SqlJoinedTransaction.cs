using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>A transaction of the host. Each change is staged behind a savepoint: the whole of it, or nothing.</summary>
internal sealed class SqlJoinedTransaction(
    SqlSession session, AccountRows accounts, ChangeWriter writer, FeedSignal signal, JoinRules rules, DbTransaction transaction) : IJoinedTransaction
{
    private const string Savepoint = "api_access_change";

    private string? _prologue;

    /// <summary>
    /// Locks the account first, so that no decision is made on a state that another transaction is about to change. An account without a row
    /// has nothing to lock, but the transaction that is about to create it holds the feed.
    /// </summary>
    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => accountId == default
        ? throw new ArgumentException("default(AccountId) is not an account. Parse an id.", nameof(accountId))
        : RunAsync(
            async (connection, prologue) =>
            {
                using var command = connection.Command($"{prologue}{accounts.SelectVersion} {rules.RowLockClause}").With("account_id", accountId.Value);
                if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null && rules.RowLockClause.Length > 0)
                {
                    await connection.ReadNumberAsync($"{writer.SelectFeedEnd} {rules.RowLockClause}", cancellationToken).ConfigureAwait(false);
                }

                return await accounts.ReadAsync(connection, accountId, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<CommitResult> StageAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return RunAsync((connection, prologue) => StageAsync(connection, prologue, change, cancellationToken), cancellationToken);
    }

    public void NotifyCommitted() => signal.WakeUp();

    private async Task<CommitResult> StageAsync(DbConnection connection, string prologue, AccessChange change, CancellationToken cancellationToken)
    {
        await transaction.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
        try
        {
            var position = await writer.TryWriteRowsAsync(connection, prologue, change, cancellationToken).ConfigureAwait(false);
            if (position is { } staged)
            {
                // No longer cancelled: the change would stay in the transaction although the call failed.
                await transaction.ReleaseAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
                return CommitResult.Committed(staged);
            }
        }
        catch
        {
            await UndoAfterFailureAsync().ConfigureAwait(false);
            throw;
        }

        await UndoAsync().ConfigureAwait(false);
        return await writer.FindOutcomeAsync(connection, change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Undoes a part of a change, whatever the caller cancels: the host might commit it.</summary>
    private async Task UndoAsync()
    {
        await transaction.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        await transaction.ReleaseAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task UndoAfterFailureAsync()
    {
        try
        {
            await UndoAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or IOException)
        {
            // The connection is lost, and the transaction with it. The failure that came first is reported.
        }
    }

    private async Task<T> RunAsync<T>(Func<DbConnection, string, Task<T>> call, CancellationToken cancellationToken)
    {
        var connection = JoinRules.CommandsOf(transaction);
        try
        {
            return await call(connection, _prologue ??= await CheckAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (DbException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (DbException exception) when (session.Dialect.Classify(exception) is SqlFault.Transient or SqlFault.Blocked)
        {
            throw new TransactionConflictException(
                $"Another transaction prevents the change. Roll back the transaction, and repeat it from its beginning. {session.Dialect.Remedy(exception)} "
                + $"The database reported: {exception.Message}",
                exception);
        }
        catch (DbException exception)
        {
            throw new StoreUnavailableException(
                $"A statement of the library failed in the host's transaction. Roll back the transaction. {session.Dialect.Remedy(exception)} "
                + $"The database reported: {exception.Message}",
                exception);
        }
    }

    private async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        await session.ProvisionAsync(cancellationToken).ConfigureAwait(false);
        return await rules.CheckAsync(transaction, session, cancellationToken).ConfigureAwait(false);
    }
}
