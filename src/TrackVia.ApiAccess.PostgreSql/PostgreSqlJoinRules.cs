using System.Data.Common;
using System.Globalization;
using Npgsql;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>
/// PostgreSQL: read committed, because a snapshot would hide the changes of others from a decision, and settings that bound every wait.
/// </summary>
internal sealed class PostgreSqlJoinRules(TableNames names, string serverIdExpression) : JoinRules
{
    public override Type TransactionType => typeof(NpgsqlTransaction);

    public override string RowLockClause => "FOR NO KEY UPDATE";

    // The server, the database, and the table that the connection's search path finds.
    private string Identity { get; } = names.Apply($"""
        concat_ws('/', ({serverIdExpression})::text,
            (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())::text, COALESCE(to_regclass('api_access_feed')::oid, 0)::text)
        """);

    public override async Task<string> CheckAsync(DbTransaction transaction, SqlSession session, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(ConnectionOf(transaction), cancellationToken).ConfigureAwait(false);
        if (found.Isolation is not ("read committed" or "read uncommitted"))
        {
            throw new InvalidOperationException(
                $"The transaction has the isolation level '{found.Isolation}', whose snapshot would hide changes that others have committed in the meantime. Begin it with "
                + "IsolationLevel.ReadCommitted, the default.");
        }

        if (found.IsReadOnly)
        {
            throw new InvalidOperationException(
                "The transaction is read-only, or its server is a standby. Begin a transaction that can write, on the primary.");
        }

        if (await FindOtherDatabaseAsync(found.Identity, ReadIdentityAsync, session, cancellationToken).ConfigureAwait(false) is { } ours)
        {
            throw new InvalidOperationException(
                $"The transaction is in another database than the store, on another server, or its search path finds other tables or none (the transaction: "
                + $"{found.Identity}; the store: {ours}; as server/database/table). Begin it on a connection with the store's own connection string.");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"SET LOCAL synchronous_commit = {(found.SynchronousCommit == "remote_apply" ? found.SynchronousCommit : "on")};\n"
            + $"SET LOCAL lock_timeout = {Bounded(found.LockTimeout, LockTimeout)};\n"
            + $"SET LOCAL idle_in_transaction_session_timeout = {Bounded(found.IdleTimeout, IdleTimeout)};\n");
    }

    /// <summary>Returns a timeout of the host in milliseconds, where 0 is none, or the bound if that is shorter.</summary>
    private static long Bounded(long milliseconds, TimeSpan bound) =>
        milliseconds is 0 ? (long)bound.TotalMilliseconds : Math.Min(milliseconds, (long)bound.TotalMilliseconds);

    private async Task<string> ReadIdentityAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.Command($"SELECT {Identity}");
        return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private async Task<Settings> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.Command($"""
            SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only') = 'on', current_setting('synchronous_commit'),
                (EXTRACT(EPOCH FROM current_setting('lock_timeout')::interval) * 1000)::bigint,
                (EXTRACT(EPOCH FROM current_setting('idle_in_transaction_session_timeout')::interval) * 1000)::bigint,
                {Identity}
            """);
        try
        {
            using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new(reader.GetString(0), reader.GetBoolean(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetString(5));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            throw new InvalidOperationException(
                "An earlier statement of the transaction failed, so PostgreSQL executes nothing more in it. Roll it back, and repeat it from its beginning.", exception);
        }
    }

    private sealed record Settings(
        string Isolation, bool IsReadOnly, string SynchronousCommit, long LockTimeout, long IdleTimeout, string Identity);
}
