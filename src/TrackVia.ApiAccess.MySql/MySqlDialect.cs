using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.MySql;

/// <summary>
/// MariaDB and MySQL: row locks order the writers, DDL is not transactional, and InnoDB shows a transaction before it is durable.
/// </summary>
internal sealed class MySqlDialect(TableNames names) : SqlDialect(names)
{
    private const int MigrationTimeoutSeconds = 25;

    // Both systems have these variables. A server that takes over differs in at least one of them.
    private const string Server = "CONCAT_WS(':', @@hostname, @@port, @@server_id, @@datadir)";

    private readonly string _lockFeed = names.Apply("SELECT position FROM api_access_feed WHERE id = 1 FOR UPDATE");

    public override IReadOnlyList<SchemaScript> Scripts { get; } = SchemaScript.ReadAll(typeof(MySqlDialect).Assembly, names);

    public override string SchemaTableExists =>
        $"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = {SchemaExpression} AND table_name = '{Names.Table("schema")}'";

    // InnoDB releases a transaction's locks, and shows it, before its log is on disk. The log is one: what is durable later is durable with
    // everything before it.
    public override bool CanFailOver => true;

    // An update that changes no value writes nothing, so its COMMIT would not wait for the disk.
    public override string TouchAssignment => ", touches = touches + 1";

    public override JoinRules JoinRules { get; } = new MySqlJoinRules(names, Server);

    public override string ServerIdExpression => $"CRC32({Server})";

    public override string RowLockClause => "LOCK IN SHARE MODE";

    /// <summary>Gets an expression for the name of the lock for migrations. The server has one set of names for all databases.</summary>
    public string MigrationLock => $"CONCAT('api_access_', MD5(CONCAT({SchemaExpression}, '.{Names.Prefix}')))";

    private string SchemaExpression => Names.Schema is { } schema ? $"'{schema}'" : "DATABASE()";

    /// <summary>Returns names that are quoted as these databases do.</summary>
    public static TableNames NamesOf(string? schema = null, string prefix = TableNames.DefaultPrefix) => new(schema, prefix, quote: '`');

    // The violation of the key fails the statement, and with it the command.
    public override string SkipDuplicate(string key) => "";

    public override string UpdateDuplicate(string key) => "ON DUPLICATE KEY UPDATE";

    // MySQL has no RETURNING.
    public override string Returning(string column, string query) => $";\nSELECT {query} AS {column} FROM DUAL WHERE ROW_COUNT() = 1;\n";

    public override void ClearPool(DbDataSource dataSource) => (dataSource as MySqlPool)?.Clear();

    public override async ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await MySqlWriteTransaction.BeginAsync(connection, cancellationToken).ConfigureAwait(false);

    // The row's lock ends with the transaction, unlike one of GET_LOCK.
    public override Task AcquireExclusiveLockAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(_lockFeed, cancellationToken);

    /// <summary>Migrates without a transaction, which DDL would commit. An interrupted script is run again, and all of it can be.</summary>
    public override async Task MigrateAsync(DbConnection connection, Func<Task> steps, CancellationToken cancellationToken)
    {
        if (await connection.ReadNumberAsync(
            FormattableString.Invariant($"SELECT COALESCE(GET_LOCK({MigrationLock}, {MigrationTimeoutSeconds}), 0)"), cancellationToken)
            .ConfigureAwait(false) != 1)
        {
            throw new MySqlServerException(
                $"Another host has been creating the tables for {MigrationTimeoutSeconds} seconds. Wait for it, or look for a session that holds "
                + "the lock.");
        }

        try
        {
            await steps().ConfigureAwait(false);
        }
        finally
        {
            // A session that is lost has no lock.
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.ExecuteAsync($"DO RELEASE_LOCK({MigrationLock})", CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // Not IF NOT EXISTS, which needs the right to create schemas even if this one exists.
    public override async Task CreateSchemaAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (Names.Schema is { } schema && await connection.ReadNumberAsync(
            $"SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '{schema}'", cancellationToken).ConfigureAwait(false) == 0)
        {
            await connection.ExecuteAsync($"CREATE SCHEMA `{schema}`", cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task CheckAsync(DbConnection connection, CancellationToken cancellationToken) =>
        MySqlServer.CheckAsync(connection, Names, cancellationToken);

    public override bool ProvesRollback(DbException exception) => exception is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock };

    public override bool IsLostConnection(Exception exception) =>
        exception is SocketException or IOException or MySqlException { ErrorCode: MySqlErrorCode.None };

    public override SqlFault Classify(DbException exception) => exception switch
    {
        MySqlServerException => SqlFault.Disconnected,
        { InnerException: AuthenticationException } => SqlFault.Unavailable,
        MySqlException
        {
            ErrorCode: MySqlErrorCode.DuplicateKeyEntry or MySqlErrorCode.DuplicateEntryWithKeyName
                or MySqlErrorCode.NoReferencedRow or MySqlErrorCode.NoReferencedRow2
        } => SqlFault.KeyViolated,

        // The whole transaction is rolled back and begun again.
        MySqlException
        {
            ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.ConnectionCountError or MySqlErrorCode.TooManyUserConnections
                or MySqlErrorCode.UserLimitReached or MySqlErrorCode.TableDefinitionChanged or MySqlErrorCode.NeedRePrepare
        } => SqlFault.Transient,

        MySqlException { ErrorCode: MySqlErrorCode.LockWaitTimeout } => SqlFault.Blocked,

        // The server was demoted while the connection was idle in the pool: a new connection finds the new primary.
        MySqlException
        {
            ErrorCode: MySqlErrorCode.OptionPreventsStatement or MySqlErrorCode.CannotExecuteInReadOnlyTransaction or MySqlRemedy.ReadOnlyMode
        } => SqlFault.StaleSession,
        MySqlException
        {
            ErrorCode: MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.ServerShutdown or MySqlErrorCode.ShutdownComplete
                or MySqlErrorCode.AbortingConnection or MySqlErrorCode.ClientInteractionTimeout or MySqlErrorCode.NetReadError
                or MySqlErrorCode.NetReadInterrupted or MySqlErrorCode.NetErrorOnWrite or MySqlErrorCode.NetWriteInterrupted
                or MySqlErrorCode.QueryInterrupted or MySqlErrorCode.CommandTimeoutExpired or MySqlRemedy.ConnectionKilled
        } => SqlFault.Disconnected,

        // The driver's own: the connection was lost while it read an answer.
        MySqlException { ErrorCode: MySqlErrorCode.None } => SqlFault.Disconnected,
        _ => SqlFault.Unavailable,
    };

    public override string Remedy(DbException exception) => MySqlRemedy.Of(exception, Names);

    public override Task ListenAsync(DbDataSource dataSource, TimeProvider timeProvider, Action wakeUp, CancellationToken cancellationToken) =>
        FeedPolling.RunAsync(dataSource, Names, timeProvider, wakeUp, cancellationToken);
}
