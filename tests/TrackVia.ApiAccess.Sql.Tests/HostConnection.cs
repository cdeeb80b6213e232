using System.Data.Common;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>A connection of a host, and its transaction if one has begun. Disposal rolls back.</summary>
internal sealed class HostConnection(DbConnection connection, DbTransaction? transaction = null) : IAsyncDisposable
{
    public DbTransaction Transaction => transaction!;

    /// <summary>Begins a transaction on the same connection, after the former one has ended.</summary>
    public async Task<HostConnection> BeginAgainAsync() => new(connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted));

    public Task AddRowAsync(string name) => ExecuteAsync($"INSERT INTO host_row (name) VALUES ('{name}')");

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>Commits, and closes the connection, as a host does.</summary>
    public async Task CommitAsync()
    {
        await Transaction.CommitAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
