using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>The remedies for errors of PostgreSQL and of its driver, one for each cause (T57).</summary>
internal static class PostgreSqlRemedy
{
    public const string IdleSessionTimeout = "57P05";

    public const string IdleInTransactionTimeout = "25P03";

    private const string TransactionTimeout = "25P04";

    /// <summary>Determines whether the session lacks a prepared statement, or has one that a migration has invalidated.</summary>
    public static bool IsOfPreparation(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement => true,
        PostgresErrorCodes.FeatureNotSupported => exception.Routine == "RevalidateCachedQuery",
        _ => false,
    };

    public static string Of(DbException exception, TableNames names) =>
        exception is PostgresException error ? OfServer(error, names) : OfDriver(exception);

    private static string OfServer(PostgresException exception, TableNames names) => exception.SqlState switch
    {
        _ when IsOfPreparation(exception) =>
            "The session does not have a prepared statement. A pooler in transaction mode may use another session for each transaction. "
            + "Set 'Max Auto Prepare=0;No Reset On Close=true' in the connection string, or let the pooler track prepared statements "
            + "(PgBouncer 1.21 and later: max_prepared_statements).",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"Grant the role SELECT on {names.Table("schema")}, SELECT, INSERT, UPDATE, DELETE on the other tables, and USAGE on their schema. "
            + "If the role must not create the tables (CREATE on the schema), run the package's scripts first.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
            "Run the scripts in the package's folder 'schema', and check that the database is the right one and that " + (names.Schema is null
                ? "the connection's search path finds the tables."
                : $"the tables are in the schema '{names.Schema}'."),
        PostgresErrorCodes.InvalidSchemaName when names.Schema is not null =>
            $"The schema '{names.Schema}' does not exist. Create it, or correct {nameof(PostgreSqlStoreOptions)}.{nameof(PostgreSqlStoreOptions.Schema)}.",
        PostgresErrorCodes.InvalidSchemaName =>
            "The search path names no schema that exists. Create the schema, or correct Search Path in the connection string.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            "The server is a standby, or default_transaction_read_only is set for the role or the database. Name the primary in the "
            + "connection string, or remove the setting.",
        PostgresErrorCodes.DiskFull => "The server's disk is full. Free some space.",
        PostgresErrorCodes.OutOfMemory => "The server ran out of memory. Check its log.",
        PostgresErrorCodes.TooManyConnections =>
            "The connection limit of the server, the database or the role is reached. Lower Maximum Pool Size on the hosts, or raise the "
            + "limit.",
        PostgresErrorCodes.InvalidPassword =>
            "The server does not accept the password. Check the user and the password in the connection string.",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "The server does not permit this user to connect from here. Check the user in the connection string, that the role may log "
            + "in, and pg_hba.conf, which may require TLS (SSL Mode=Require).",
        PostgresErrorCodes.InvalidCatalogName => "The database does not exist. Create it, or correct Database in the connection string.",
        PostgresErrorCodes.QueryCanceled =>
            "The server cancelled the statement, because of statement_timeout or an administrator. Raise the timeout of the role or the "
            + "database, and look for the transaction that locks the tables.",
        PostgresErrorCodes.LockNotAvailable =>
            "The wait for a lock took longer than lock_timeout. A transaction holds the lock and is not finished: usually one of a host that has staged a change of API "
            + "access and was not committed, or one that locks the tables. pg_blocking_pids() shows it. Commit or end it.",
        IdleInTransactionTimeout or IdleSessionTimeout or TransactionTimeout =>
            "The server ended the session because of a timeout for idle sessions or for transactions. Raise "
            + "idle_in_transaction_session_timeout, idle_session_timeout or transaction_timeout of the role or the database. In a transaction of a host in which "
            + "changes of API access are staged, commit sooner: there the library bounds the idle time.",
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter =>
            "The text cannot be stored in the database's encoding. Create the database with ENCODING 'UTF8', and leave Encoding and "
            + "Client Encoding out of the connection string.",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            "The server reports damaged files. Check its log, and restore the database from a backup.",
        PostgresErrorCodes.ProtocolViolation =>
            "The server, or a pooler in front of it, refused the connection. A pooler refuses start-up parameters that it does not know, "
            + "such as Search Path. Leave it out of the connection string and set it on the role (ALTER ROLE ... SET search_path), or "
            + "name it in the pooler's ignore_startup_parameters.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            "The server is stopping or starting. Wait for it, and check its log.",
        _ => $"PostgreSQL reported SQLSTATE {exception.SqlState}. Check the server's log.",
    };

    private static string OfDriver(DbException exception) => exception.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery } =>
            "The name of the server is not known. Check Host in the connection string, and the name servers of this machine.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            "Nothing listens at that address. Check Host and Port in the connection string, and that PostgreSQL runs with the address in "
            + "listen_addresses.",
        AuthenticationException =>
            "TLS failed. Check SSL Mode and Root Certificate in the connection string, and the server's certificate.",
        TimeoutException when exception.Message.Contains("pool", StringComparison.OrdinalIgnoreCase) =>
            "All connections of the pool are in use. Raise Maximum Pool Size in the connection string, and look for code of the host that "
            + "does not close connections.",
        TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut } =>
            "PostgreSQL did not respond in time. Check that it can be reached and is not overloaded, look for locks, or raise Timeout or "
            + "Command Timeout in the connection string.",
        _ when exception.Message.Contains("SSL", StringComparison.Ordinal) =>
            "The server does not support TLS as SSL Mode in the connection string requires. Enable TLS on the server, or change SSL Mode.",
        _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            "The server requires a password. Set one in the connection string, or use a password file.",
        _ => "Check that PostgreSQL runs and can be reached, and check its log.",
    };
}
