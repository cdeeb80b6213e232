using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using TrackVia.ApiAccess.Sql;

namespace TrackVia.ApiAccess.MySql;

/// <summary>The remedies for errors of MariaDB, MySQL and their driver, one for each cause (T57).</summary>
internal static class MySqlRemedy
{
    public const MySqlErrorCode ReadOnlyMode = (MySqlErrorCode)1836;

    public const MySqlErrorCode ConnectionKilled = (MySqlErrorCode)1927;

    public const string EndedTransaction =
        "The transaction has ended, because of a statement that commits implicitly (DDL, for example) or a deadlock, so nothing more is executed for it. Begin a transaction, "
        + "and execute no such statement in it.";

    private const MySqlErrorCode StatementTimeout = (MySqlErrorCode)1969;

    private const MySqlErrorCode CheckViolated = (MySqlErrorCode)4025;

    public static string Of(DbException exception, TableNames names) => exception switch
    {
        MySqlServerException => "Check that the primary runs and can be reached.",
        { InnerException: AuthenticationException } =>
            "TLS failed. Check SSL Mode and SSL CA in the connection string, and the server's certificate.",
        MySqlException { ErrorCode: MySqlErrorCode.None or MySqlErrorCode.UnableToConnectToHost } error => OfDriver(error),
        MySqlException error => OfServer(error, names),
        _ => "Check the server's log.",
    };

    private static string OfServer(MySqlException exception, TableNames names) => exception.ErrorCode switch
    {
        MySqlErrorCode.AccessDenied =>
            "The server does not accept the user or the password. Check both in the connection string, and from which hosts the user may connect.",
        MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied
            or MySqlErrorCode.SpecifiedAccessDeniedError =>
            $"Grant the user SELECT on {names.Table("schema")}, and SELECT, INSERT, UPDATE, DELETE on the other tables. If the user must not "
            + "create the tables, run the package's scripts first.",
        MySqlErrorCode.HostNotPrivileged or MySqlErrorCode.HostIsBlocked =>
            "The server does not permit connections from this machine. Check the hosts of its users, and FLUSH HOSTS after many failures.",
        MySqlErrorCode.UnknownDatabase => names.Schema is null
            ? "The database does not exist. Create it, or correct Database in the connection string."
            : $"The schema '{names.Schema}' or the database of the connection string does not exist. Create it, or correct the setting.",
        MySqlErrorCode.NoDatabaseSelected =>
            $"Set Database in the connection string, or {nameof(MySqlStoreOptions)}.{nameof(MySqlStoreOptions.Schema)}.",
        MySqlErrorCode.NoSuchTable or MySqlErrorCode.BadFieldError =>
            "Run the scripts in the package's folder 'schema', and check that the database is the right one.",
        MySqlErrorCode.OptionPreventsStatement or MySqlErrorCode.CannotExecuteInReadOnlyTransaction or ReadOnlyMode =>
            "The server is read-only. Name the primary in the connection string, or set read_only to OFF.",
        MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull or MySqlErrorCode.GetErrorNumber or MySqlErrorCode.TempFileWriteFailure =>
            "The server's disk is full, or its files cannot be written. Free some space, and check the server's log.",
        MySqlErrorCode.OutOfMemory or MySqlErrorCode.OutOfSortMemory or MySqlErrorCode.OutOfResources or MySqlErrorCode.LockTableFull =>
            "The server ran out of memory. Check its log.",
        MySqlErrorCode.ConnectionCountError or MySqlErrorCode.TooManyUserConnections or MySqlErrorCode.UserLimitReached =>
            "The connection limit of the server or the user is reached. Lower Maximum Pool Size on the hosts, or raise max_connections.",
        MySqlErrorCode.LockWaitTimeout =>
            "The wait for a lock took longer than innodb_lock_wait_timeout. A transaction holds the lock and is not finished: usually one of a host that has staged a change "
            + "of API access and was not committed, or one that locks the tables. SHOW ENGINE INNODB STATUS shows it. Commit or end it.",
        MySqlErrorCode.StoredProcedureDoesNotExist => EndedTransaction,
        MySqlErrorCode.LockDeadlock => "Transactions of something else lock the tables in another order. Look for them.",
        StatementTimeout or MySqlErrorCode.QueryTimeout =>
            "The server ended the statement because of max_statement_time or max_execution_time. Raise it, and look for locks.",
        MySqlErrorCode.CommandTimeoutExpired =>
            "The server did not respond in time. Check that it is not overloaded, look for locks, or raise Default Command Timeout in the "
            + "connection string.",
        MySqlErrorCode.QueryInterrupted or ConnectionKilled => "An administrator ended the statement or the connection.",
        MySqlErrorCode.PacketTooLarge => "Raise max_allowed_packet on the server.",
        MySqlErrorCode.TruncatedWrongValueForField or MySqlErrorCode.DataTooLong or CheckViolated =>
            "The tables are not those of the package's scripts. Compare them with the folder 'schema'.",
        MySqlErrorCode.NotKeyFile or MySqlErrorCode.CrashedOnUsage =>
            "The server reports damaged files. Check its log, and restore the database from a backup.",
        MySqlErrorCode.ServerShutdown or MySqlErrorCode.ShutdownComplete => "The server is stopping. Wait for it, and check its log.",
        var code => FormattableString.Invariant($"The server reported error {(int)code}. Check its log."),
    };

    private static string OfDriver(MySqlException exception) => exception.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery } =>
            "The name of the server is not known. Check Server in the connection string, and the name servers of this machine.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            "Nothing listens at that address. Check Server and Port in the connection string, and that the server runs with that bind_address.",
        _ when exception.Message.Contains("SSL", StringComparison.Ordinal) || exception.Message.Contains("TLS", StringComparison.Ordinal) =>
            "TLS failed: the server does not support it as SSL Mode in the connection string requires. Enable TLS on the server, or change SSL Mode.",
        _ when exception.Message.Contains("pool", StringComparison.OrdinalIgnoreCase) =>
            "All connections of the pool are in use. Raise Maximum Pool Size in the connection string, and look for code of the host that does "
            + "not close connections.",
        _ when exception.Message.Contains("Timeout", StringComparison.OrdinalIgnoreCase) =>
            "The server did not respond in time. Check that it can be reached and is not overloaded, or raise Connection Timeout.",
        _ => "Check Server and Port in the connection string, that the server runs and can be reached, and its log.",
    };
}
