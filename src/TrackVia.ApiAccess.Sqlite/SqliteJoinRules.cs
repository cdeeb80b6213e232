using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.Sqlite;

/// <summary>
/// SQLite: the host's transaction holds the file's write lock, and its connection already has the settings that a durable commit needs, which
/// cannot be changed in a transaction.
/// </summary>
internal sealed class SqliteJoinRules(SqliteDataSource file) : JoinRules
{
    private const long Full = 2;

    public override Type TransactionType => typeof(SqliteTransaction);

    public override async Task<string> CheckAsync(DbTransaction transaction, SqlSession session, CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)ConnectionOf(transaction);
        if (transaction.IsolationLevel == IsolationLevel.ReadUncommitted)
        {
            throw new InvalidOperationException(
                "The transaction reads uncommitted changes, on which no decision may be made. Begin it with connection.BeginTransaction(), on a connection without "
                + "'Cache=Shared'.");
        }

        var state = SqliteTransactionState.Of(connection);
        if (state == SqliteTransactionState.Reading)
        {
            throw new InvalidOperationException(
                "The transaction is deferred and has only read, so others may have changed what it has read, and it may be unable to write. Begin it with "
                + "connection.BeginTransaction() (not deferred), or write before the first command.");
        }

        await RefuseAnotherFileAsync(connection, session, cancellationToken).ConfigureAwait(false);
        await RefuseSettingsAsync(connection, cancellationToken).ConfigureAwait(false);
        if (state == SqliteTransactionState.None)
        {
            // A deferred transaction takes the write lock before it reads anything else.
            await connection.ExecuteAsync(session.Dialect.ProofStatement, cancellationToken).ConfigureAwait(false);
        }

        return "";
    }

    /// <summary>Compares the shared memory of the two connections, which SQLite maps once for each file and process.</summary>
    private async Task RefuseAnotherFileAsync(SqliteConnection connection, SqlSession session, CancellationToken cancellationToken)
    {
        var theirs = await FindSharedMemoryAsync(connection, cancellationToken).ConfigureAwait(false);
        var ours = await session.ReadAsync(FindSharedMemoryAsync, cancellationToken).ConfigureAwait(false);
        if (theirs is null || theirs != ours)
        {
            throw new InvalidOperationException(
                $"The transaction is in another file than the store's, which is '{file.File}'. Begin it on a connection to that file: it must be the connection's main "
                + "database, not an attached one.");
        }
    }

    private static async Task<nint?> FindSharedMemoryAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // The store's file has a WAL. The shared memory of another file, or of a database in memory, must not be asked for: SQLite would create it.
        using var journal = connection.Command("PRAGMA journal_mode");
        if (await journal.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not "wal")
        {
            return null;
        }

        // A read maps it.
        await connection.ReadNumberAsync("PRAGMA schema_version", cancellationToken).ConfigureAwait(false);
        return OpenDatabaseFile.FindSharedMemory((SqliteConnection)connection);
    }

    private static async Task RefuseSettingsAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ReadNumberAsync("PRAGMA synchronous", cancellationToken).ConfigureAwait(false) < Full)
        {
            throw new InvalidOperationException(
                "The connection does not synchronize each commit to disk, so an acknowledged revocation could be lost. Execute 'PRAGMA synchronous = FULL' on it before "
                + "the transaction begins.");
        }

        if (await connection.ReadNumberAsync("PRAGMA foreign_keys", cancellationToken).ConfigureAwait(false) == 0)
        {
            throw new InvalidOperationException(
                "The connection does not enforce foreign keys, by which rows are deleted together with their token. Set 'Foreign Keys=True' in its connection string.");
        }
    }
}
