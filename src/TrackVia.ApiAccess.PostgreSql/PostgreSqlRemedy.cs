using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace TrackVia.ApiAccess.PostgreSql;

/// <summary>What to do about an error of PostgreSQL or of its driver: each cause has its own remedy (T57).</summary>
internal static class PostgreSqlRemedy
{
    public const string IdleSessionTimeout = "57P05";

    public const string IdleInTransactionTimeout = "25P03";

    private const string TransactionTimeout = "25P04";

    /// <summary>Whether the session lacks a statement that the driver has prepared, or holds one that a migration has made void.</summary>
    public static bool IsOfPreparation(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement => true,
        PostgresErrorCodes.FeatureNotSupported => exception.Routine == "RevalidateCachedQuery",
        _ => false,
    };

    public static string Of(DbException exception) => exception is PostgresException error ? OfServer(error) : OfDriver(exception);

    private static string OfServer(PostgresException exception) => exception.SqlState switch
    {
        _ when IsOfPreparation(exception) =>
            "The session does not know a prepared statement. A pooler in transaction mode hands out another session for each transaction: set 'Max Auto Prepare=0;No Reset On Close=true' in the connection string, or let the pooler track prepared statements (PgBouncer 1.21 and later: max_prepared_statements).",
        PostgresErrorCodes.InsufficientPrivilege =>
            "Grant the role SELECT on api_access_schema and SELECT, INSERT, UPDATE, DELETE on the other tables, and USAGE on their schema; without the right to create them (CREATE on the schema), run the package's scripts first.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
            "Run the scripts of the package's folder 'schema', and check that the database is the right one and that the connection's search path finds the tables.",
        PostgresErrorCodes.InvalidSchemaName =>
            "The search path names no schema that exists: create it, or correct the connection string's Search Path.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            "The server is a standby, or the role or the database is set to default_transaction_read_only: name the primary, or lift the setting.",
        PostgresErrorCodes.DiskFull => "The server's disk is full: make room.",
        PostgresErrorCodes.OutOfMemory => "The server has run out of memory: look at its log.",
        PostgresErrorCodes.TooManyConnections =>
            "The server, the database or the role has no connection left: lower Maximum Pool Size on the hosts, or raise max_connections.",
        PostgresErrorCodes.InvalidPassword => "The server does not accept the password: check the user and the password of the connection string.",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "The server does not let this user in from here: check the user of the connection string, that the role may log in, and pg_hba.conf, which may demand TLS (SSL Mode=Require).",
        PostgresErrorCodes.InvalidCatalogName => "The database does not exist: create it, or correct the connection string's Database.",
        PostgresErrorCodes.QueryCanceled =>
            "The server cancelled the statement, by its statement_timeout or by an administrator: raise the timeout of the role or the database, and look for what keeps the tables locked.",
        PostgresErrorCodes.LockNotAvailable =>
            "The server's lock_timeout ended the wait for a lock: look for the transaction that keeps the tables locked, or raise the timeout.",
        IdleInTransactionTimeout or IdleSessionTimeout or TransactionTimeout =>
            "The server ended the session, by a timeout for idle sessions or for transactions: raise idle_in_transaction_session_timeout, idle_session_timeout or transaction_timeout of the role or the database.",
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter =>
            "The text cannot be stored in the database's encoding: create the database with ENCODING 'UTF8', and leave Encoding and Client Encoding out of the connection string.",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            "The server reports damaged files: look at its log, and restore the database from a backup.",
        PostgresErrorCodes.ProtocolViolation =>
            "The server, or a pooler before it, refused the connection. A pooler refuses start-up parameters that it does not know, such as a Search Path: leave it out of the connection string and set it on the role (ALTER ROLE ... SET search_path), or name it in the pooler's ignore_startup_parameters.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            "The server stops or starts: wait for it, and look at its log.",
        _ => $"PostgreSQL refused it (SQLSTATE {exception.SqlState}): look at the server's log.",
    };

    private static string OfDriver(DbException exception) => exception.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery } =>
            "The name of the server is not known: check the connection string's Host, and the name servers of this machine.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            "Nothing listens at that address: check the connection string's Host and Port, and that PostgreSQL runs and has the address in listen_addresses.",
        AuthenticationException =>
            "TLS failed: check the connection string's SSL Mode and Root Certificate, and the server's certificate.",
        TimeoutException when exception.Message.Contains("pool", StringComparison.OrdinalIgnoreCase) =>
            "All connections of the pool are in use: raise Maximum Pool Size in the connection string, and look for code of the host that keeps connections open.",
        TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut } =>
            "PostgreSQL did not respond in time: check that it can be reached and is not overloaded, look for locks, or raise Timeout or Command Timeout in the connection string.",
        _ when exception.Message.Contains("SSL", StringComparison.Ordinal) =>
            "The server does not speak TLS as the connection string's SSL Mode demands: turn TLS on in the server, or change SSL Mode.",
        _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            "The server asks for a password: give one in the connection string, or a password file.",
        _ => "Check that PostgreSQL runs and can be reached, and look at its log.",
    };
}
