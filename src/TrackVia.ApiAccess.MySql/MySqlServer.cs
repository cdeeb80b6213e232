using System.Data.Common;
using MySqlConnector;
using TrackVia.ApiAccess.Sql;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.MySql;

/// <summary>What the store demands of a server and of its sessions.</summary>
internal static class MySqlServer
{
    private const string ServerVariables =
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN "
        + "('wsrep_on', 'innodb_flush_log_at_trx_commit', 'log_bin', 'sync_binlog', 'binlog_format', 'group_replication_single_primary_mode')";

    private const string ReplicaQuery = """
        SELECT (CAST(@@GLOBAL.read_only AS CHAR) NOT IN ('0', 'OFF')) + @@GLOBAL.innodb_read_only
            /*M!100200 + (SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'SLAVES_RUNNING') */
        """;

    private static readonly string[] Tables = ["schema", "account", "api_key", "user", "token", "history", "feed", "node", "token_use"];

    /// <summary>
    /// Gives a session the settings that the statements rely on, whatever the server's defaults, and refuses a replica: one round trip.
    /// </summary>
    /// <remarks>A wait for a lock ends after 10 seconds: then a transaction of something else holds it.</remarks>
    public static Task PrepareSessionAsync(DbConnection connection, CancellationToken cancellationToken) => RefuseReplicaAsync(
        connection,
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', autocommit = 1, innodb_lock_wait_timeout = 10;\n"
        + "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;\n" + ReplicaQuery,
        cancellationToken);

    /// <summary>
    /// Refuses a server that may lack acknowledged changes. It may be about to become the primary, so this counts as having no server.
    /// </summary>
    /// <remarks>On MySQL, a user without further rights cannot see that a server is a replica, so there only read-only servers are refused.</remarks>
    public static Task RefuseReplicaAsync(DbConnection connection, CancellationToken cancellationToken) =>
        RefuseReplicaAsync(connection, ReplicaQuery, cancellationToken);

    /// <exception cref="StoreUnavailableException">The server cannot keep what the store promises, or the driver's settings distort
    /// values.</exception>
    public static async Task CheckAsync(DbConnection connection, TableNames names, CancellationToken cancellationToken)
    {
        await RefuseReplicaAsync(connection, cancellationToken).ConfigureAwait(false);
        if (names.Schema is null && await connection.ReadNumberAsync("SELECT DATABASE() IS NULL", cancellationToken).ConfigureAwait(false) != 0)
        {
            throw new StoreUnavailableException(
                "The connection uses no database, so there is none for the tables. Set Database in the connection string, or "
                + $"{nameof(MySqlStoreOptions)}.{nameof(MySqlStoreOptions.Schema)}.");
        }

        var global = await ReadVariablesAsync(connection, ServerVariables, cancellationToken).ConfigureAwait(false);
        var fault = FaultOfServer(global) ?? FaultOfSettings(connection);
        if (fault is not null)
        {
            throw new StoreUnavailableException(fault);
        }

        await RefuseOtherEnginesAsync(connection, names, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns why a change cannot be stored correctly and durably in a transaction of the host; <see langword="null"/> if it can.</summary>
    public static async Task<string?> FindFaultOfTransactionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var global = await ReadVariablesAsync(connection, ServerVariables, cancellationToken).ConfigureAwait(false);
        var session = await ReadVariablesAsync(
            connection, "SHOW SESSION VARIABLES WHERE Variable_name IN ('sql_mode', 'foreign_key_checks', 'unique_checks', 'sql_log_bin')", cancellationToken).ConfigureAwait(false);
        return FaultOfServer(global) ?? FaultOfMode(session) ?? FaultOfChecks(session) ?? FaultOfSettings(connection);
    }

    private static string? FaultOfChecks(Dictionary<string, string> variables) =>
        ((string[])["foreign_key_checks", "unique_checks", "sql_log_bin"]).FirstOrDefault(name => variables.GetValueOrDefault(name) == "OFF") is { } name
            ? $"{name} is OFF in the session, so a change could be stored incompletely, or could be missing in a replica that takes over. Set it to ON before the transaction begins."
            : null;

    private static async Task RefuseReplicaAsync(DbConnection connection, string query, CancellationToken cancellationToken)
    {
        if (await connection.ReadNumberAsync(query, cancellationToken).ConfigureAwait(false) != 0)
        {
            throw new MySqlServerException(
                "The server is read-only or a replica, which may not have the newest revocations. Name the primary in the connection string, "
                + "or an address that always leads to it.");
        }
    }

    private static string? FaultOfServer(Dictionary<string, string> variables)
    {
        if (Is("wsrep_on", "ON") || Is("group_replication_single_primary_mode", "OFF"))
        {
            return "The server belongs to a cluster that accepts writes on every member (Galera: wsrep_on, or group replication with several "
                + "primaries), which may lose acknowledged changes and return old ones, revocations included. Use a server with one primary.";
        }

        if (!Is("innodb_flush_log_at_trx_commit", "1"))
        {
            return $"innodb_flush_log_at_trx_commit is {variables["innodb_flush_log_at_trx_commit"]}, so an acknowledged revocation could be lost "
                + "when the server crashes. Set it to 1 in the server's configuration.";
        }

        if (Is("log_bin", "ON") && !Is("sync_binlog", "1"))
        {
            return $"The server writes a binary log and sync_binlog is {variables["sync_binlog"]}, so an acknowledged revocation could be lost "
                + "when the machine crashes. Set sync_binlog to 1 in the server's configuration.";
        }

        return Is("log_bin", "ON") && Is("binlog_format", "STATEMENT")
            ? "binlog_format is STATEMENT, with which InnoDB refuses transactions that read what is committed. Set binlog_format to ROW or MIXED."
            : null;

        bool Is(string name, string value) => string.Equals(variables.GetValueOrDefault(name), value, StringComparison.OrdinalIgnoreCase);
    }

    private static string? FaultOfMode(Dictionary<string, string> variables)
    {
        var modes = variables["sql_mode"].Split(',');
        if (!modes.Contains("STRICT_ALL_TABLES") && !modes.Contains("STRICT_TRANS_TABLES"))
        {
            return "The session's sql_mode is not strict, so values could be cut off without an error. Add STRICT_ALL_TABLES to the server's "
                + "sql_mode, or set the mode in the session.";
        }

        return modes.Contains("NO_BACKSLASH_ESCAPES")
            ? "The session's sql_mode contains NO_BACKSLASH_ESCAPES, with which the driver could pass values incorrectly. Remove it from the "
                + "server's sql_mode, or set the mode in the session."
            : null;
    }

    private static string? FaultOfSettings(DbConnection connection) => new MySqlConnectionStringBuilder(connection.ConnectionString).UseAffectedRows
        ? "The connection string sets Use Affected Rows, with which an update that finds its row but changes nothing counts no row. Remove it."
        : null;

    private static async Task RefuseOtherEnginesAsync(DbConnection connection, TableNames names, CancellationToken cancellationToken)
    {
        var schema = names.Schema is null ? "DATABASE()" : $"'{names.Schema}'";
        var tables = string.Join(", ", Tables.Select(table => $"'{names.Table(table)}'"));
        if (await connection.ReadNumberAsync(
            $"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = {schema} AND table_name IN ({tables}) AND engine <> 'InnoDB'",
            cancellationToken).ConfigureAwait(false) != 0)
        {
            throw new StoreUnavailableException(
                $"Tables named {names.Prefix}... use another engine than InnoDB, without which commits are neither atomic nor durable. Convert them "
                + "with ALTER TABLE ... ENGINE = InnoDB.");
        }
    }

    private static async Task<Dictionary<string, string>> ReadVariablesAsync(DbConnection connection, string query, CancellationToken cancellationToken)
    {
        using var command = connection.Command(query);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            variables[reader.GetString(0)] = reader.GetString(1);
        }

        return variables;
    }
}
