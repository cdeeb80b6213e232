using System.Data.Common;
using System.Globalization;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>
/// PostgreSQL: row locks order the writers, an advisory lock orders migrations, and a COMMIT with a warning is not trusted.
/// </summary>
internal sealed class PostgreSqlDialect(TableNames names, ILogger logger) : SqlDialect(names)
{
    // Any number that nothing else uses: "apiaccss" in ASCII.
    public const long LockOfDefaultNames = 0x61_70_69_61_63_63_73_73;

    private const string DurabilitySettings = "SET LOCAL synchronous_commit = on;\nSET LOCAL client_min_messages = warning;\n";

    private const string ServerId = "(EXTRACT(EPOCH FROM pg_postmaster_start_time()) * 1000000)::bigint";

    private static readonly string LockTimeoutSetting =
        FormattableString.Invariant($"SET LOCAL lock_timeout = {JoinRules.LockTimeout.TotalMilliseconds};\n");

    private readonly PostgreSqlJoinRules _joinRules = new(names, ServerId);
    private bool _isPoolerLogged;
    private volatile bool _isLockTimeoutOfRole;

    public override IReadOnlyList<SchemaScript> Scripts { get; } = SchemaScript.ReadAll(typeof(PostgreSqlDialect).Assembly, names);

    // Not to_regclass: its cache may still report the table as missing in the transaction that waited for the lock.
    public override string SchemaTableExists =>
        $"SELECT COUNT(*) FROM pg_catalog.pg_class WHERE relname = '{Names.Table("schema")}' AND " + (Names.Schema is { } schema
            ? $"relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = '{schema}')"
            : "pg_catalog.pg_table_is_visible(oid)");

    /// <summary>Gets the advisory lock for migrations and registrations. Stores with other names do not wait for each other.</summary>
    public long ExclusiveLock => Names.IsDefault ? LockOfDefaultNames : Names.Hash;

    /// <summary>Gets the channel of the notifications, which the search path does not qualify: a schema becomes part of its name.</summary>
    public string Channel { get; } = names.Schema is null
        ? names.Table("feed")
        : string.Create(CultureInfo.InvariantCulture, $"{names.Table("feed")}_{names.Hash:x16}");

    // A role may have lower settings. Then an acknowledged commit could be lost, or the warning that it is not durable could be suppressed.
    // A transaction of a host that holds the feed and is not committed must not block others for longer than a bounded time.
    public override string WritePrologue => _isLockTimeoutOfRole ? DurabilitySettings : DurabilitySettings + LockTimeoutSetting;

    public override JoinRules JoinRules => _joinRules;

    public override string NotifyStatement => $"NOTIFY {Channel};\n";

    // COMMIT waits for the standbys, and so for everything written before it. A standby that was promoted no longer acknowledges.
    public override bool CanFailOver => true;

    public override string ServerIdExpression => ServerId;

    public override string RowLockClause => "FOR KEY SHARE";

    public override void ClearPool(DbDataSource dataSource)
    {
        (dataSource as PoolerAwareDataSource)?.Clear();
        (dataSource as NpgsqlDataSource)?.Clear();
    }

    // The driver sends BEGIN with the statements that follow: a commit is two round trips.
    public override async ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);

    public override Task AcquireExclusiveLockAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(FormattableString.Invariant($"SELECT pg_advisory_xact_lock({ExclusiveLock})"), cancellationToken);

    // Not IF NOT EXISTS, which needs the right to create schemas even if this one exists.
    public override async Task CreateSchemaAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (Names.Schema is { } schema && await connection.ReadNumberAsync(
            $"SELECT COUNT(*) FROM pg_catalog.pg_namespace WHERE nspname = '{schema}'", cancellationToken).ConfigureAwait(false) == 0)
        {
            await connection.ExecuteAsync($"CREATE SCHEMA \"{schema}\"", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Refuses a standby, which may lack acknowledged changes. It may be about to become the primary, so this counts as having no server.
    /// </summary>
    public static async Task RefuseStandbyAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ReadNumberAsync("SELECT pg_is_in_recovery()::int", cancellationToken).ConfigureAwait(false) != 0)
        {
            throw new NpgsqlException(
                "The server is a standby, which may not have the newest revocations. Name the primary in the connection string, or all "
                + "servers: the store then searches for the primary.");
        }
    }

    /// <summary>
    /// Determines whether a pooler is between this process and the server: a client then receives another process id than the server's.
    /// </summary>
    public static async Task<bool> IsPooledAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.ReadNumberAsync("SELECT pg_backend_pid()", cancellationToken).ConfigureAwait(false) != connection.ProcessID;

    public override async Task CheckAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await RefuseStandbyAsync(connection, cancellationToken).ConfigureAwait(false);
        if (await connection.ReadNumberAsync("SELECT (current_setting('server_encoding') = 'UTF8')::int", cancellationToken).ConfigureAwait(false) == 0)
        {
            throw new StoreUnavailableException(
                "The encoding of the database is not UTF8, so names could not be stored unchanged. Create the database with ENCODING "
                + "'UTF8'.");
        }

        // A shorter time limit of the role stays.
        var roleTimeout = await connection.ReadNumberAsync(
            "SELECT (EXTRACT(EPOCH FROM current_setting('lock_timeout')::interval) * 1000)::bigint", cancellationToken).ConfigureAwait(false);
        _isLockTimeoutOfRole = roleTimeout > 0 && roleTimeout < JoinRules.LockTimeout.TotalMilliseconds;

        // Once, even if the start is repeated.
        if (await IsPooledAsync((NpgsqlConnection)connection, cancellationToken).ConfigureAwait(false) && !Interlocked.Exchange(ref _isPoolerLogged, true))
        {
            Log.PoolerDetected(logger, FeedPolling.Interval);
        }
    }

    public override async Task CommitTransactionAsync(DbTransaction transaction)
    {
        var connection = (NpgsqlConnection)transaction.Connection!;
        PostgresNotice? warning = null;
        NoticeEventHandler recordWarning = (_, e) => warning = e.Notice.InvariantSeverity == "WARNING" ? e.Notice : warning;
        connection.Notice += recordWarning;
        try
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            connection.Notice -= recordWarning;
        }

        if (warning is not null)
        {
            // The wait for the standby may be cancelled again; new connections also find a new primary.
            NpgsqlConnection.ClearPool(connection);
            throw new CommitOutcomeUnknownException(
                $"PostgreSQL committed with a warning ({warning.SqlState}), so the change may not be on the standby. Commit the same "
                + $"change again to find out. The server reported: {warning.MessageText}");
        }
    }

    public override bool ProvesRollback(DbException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    public override SqlFault Classify(DbException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation } => SqlFault.KeyViolated,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => SqlFault.Unavailable,
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => SqlFault.Blocked,
        PostgresException error when PostgreSqlRemedy.IsOfPreparation(error) => SqlFault.StaleSession,

        // The certificate is not accepted, or is missing: a later attempt would fail in the same way.
        { InnerException: AuthenticationException } => SqlFault.Unavailable,

        // The server stops, starts, or was demoted while the connection was idle in the pool: the next connection goes to the new primary.
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgreSqlRemedy.IdleInTransactionTimeout or PostgreSqlRemedy.IdleSessionTimeout
        } => SqlFault.Disconnected,
        PostgresException { IsTransient: true } => SqlFault.Transient,
        PostgresException => SqlFault.Unavailable,

        // A standby, and errors of the driver itself: a broken or failed connection, an exhausted pool, no primary among the hosts.
        _ => SqlFault.Disconnected,
    };

    public override string Remedy(DbException exception) => PostgreSqlRemedy.Of(exception, Names);

    public override async Task ListenAsync(DbDataSource dataSource, TimeProvider timeProvider, Action wakeUp, CancellationToken cancellationToken)
    {
        using (var connection = (NpgsqlConnection)await dataSource.OpenAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!await IsPooledAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                await ListenAsync(connection, wakeUp, cancellationToken).ConfigureAwait(false);
            }
        }

        // Through a pooler that reassigns sessions, notifications do not arrive (T47).
        await FeedPolling.RunAsync(dataSource, Names, timeProvider, wakeUp, cancellationToken).ConfigureAwait(false);
    }

    private async Task ListenAsync(NpgsqlConnection connection, Action wakeUp, CancellationToken cancellationToken)
    {
        // Neither the sender nor the content is evaluated: a forged notification only wakes a reader (T28).
        connection.Notification += (_, _) => wakeUp();
        await connection.ExecuteAsync($"LISTEN {Channel}", cancellationToken).ConfigureAwait(false);

        // Commits before LISTEN took effect were not notified.
        wakeUp();
        while (true)
        {
            await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
