using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace TrackVia.ApiAccess.Benchmarks;

/// <summary>The code that a host would write for the same rows without a store: plain ADO.NET, without retries or checks.</summary>
internal sealed class HandWrittenSql(DbDataSource dataSource, string accountId)
{
    private const string Load = """
        SELECT version FROM api_access_account WHERE account_id = @account_id;
        SELECT digest, protected_secret, created_at FROM api_access_api_key WHERE account_id = @account_id;
        SELECT user_id, is_api_user, is_enabled FROM api_access_user WHERE account_id = @account_id;
        SELECT token_id, name, user_id, expires_on, created_at, digest, hint, protected_secret, is_deactivated
        FROM api_access_token WHERE account_id = @account_id;
        """;

    private const string Commit = """
        UPDATE api_access_account SET version = @version WHERE account_id = @account_id AND version = @version - 1;
        UPDATE api_access_token SET is_deactivated = @is_deactivated WHERE account_id = @account_id AND token_id = @token_id;
        UPDATE api_access_feed SET position = position + 1 WHERE id = 1;
        INSERT INTO api_access_history (account_id, version, change_id, position, change)
        SELECT @account_id, @version, @change_id, position, @change FROM api_access_feed WHERE id = 1;
        """;

    public async Task<int> LoadAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var command = Command(connection, Load, ("account_id", accountId));
        await using var reader = await command.ExecuteReaderAsync();
        var values = 0;
        do
        {
            while (await reader.ReadAsync())
            {
                var row = new object[reader.FieldCount];
                values += reader.GetValues(row);
            }
        }
        while (await reader.NextResultAsync());
        return values;
    }

    public async Task CommitAsync(long version, string tokenId, bool isDeactivated, string changeId, string change)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: false)
            : await connection.BeginTransactionAsync();
        await using var command = Command(
            connection,
            Commit,
            ("account_id", accountId), ("version", version), ("is_deactivated", isDeactivated), ("token_id", tokenId), ("change_id", changeId), ("change", change));
        command.Transaction = transaction;
        if (await command.ExecuteNonQueryAsync() != 4)
        {
            throw new InvalidOperationException("The commit by hand met other rows than the store's.");
        }

        await transaction.CommitAsync();
    }

    public static DbDataSource Sqlite(string connectionString) => new SqliteSource(connectionString);

    public static DbDataSource PostgreSql(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 64 });

    private static DbCommand Command(DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>
    /// Pooled connections as the driver sets them up. Every commit is synced to disk; otherwise the two would not do the same work.
    /// </summary>
    private sealed class SqliteSource(string connectionString) : DbDataSource
    {
        public override string ConnectionString => connectionString;

        protected override DbConnection CreateDbConnection() => new SqliteConnection(connectionString);
    }
}
