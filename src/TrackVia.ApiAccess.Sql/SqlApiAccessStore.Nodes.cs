using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The registered nodes. Whatever proves something here is a transaction that only the primary can finish.</summary>
internal sealed partial class SqlApiAccessStore : INodeRegistry
{
    // The feed has this change at this position, and has come that far.
    private const string HoldsMark = """
        (@position = 0 OR EXISTS (
            SELECT 1 FROM api_access_history AS history JOIN api_access_feed AS feed ON feed.id = 1 AND feed.position >= history.position
            WHERE history.position = @position AND history.change_id = @change_id))
        """;

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) => WriteAsync(
        async (connection, stop) =>
        {
            // Two that join at once with different values would not see each other.
            await _dialect.AcquireExclusiveLockAsync(connection, stop).ConfigureAwait(false);
            using var others = connection.Command("SELECT max_staleness FROM api_access_node LIMIT 1");
            var agreed = await others.ExecuteScalarAsync(stop).ConfigureAwait(false) is long milliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : maxStaleness;
            if (agreed == maxStaleness)
            {
                using var command = connection
                    .Command($"""
                        INSERT INTO api_access_node (node_id, max_staleness, confirmed, server)
                        VALUES (@node_id, @max_staleness, 0, {_dialect.ServerIdExpression})
                        ON CONFLICT (node_id) DO UPDATE SET server = excluded.server
                        """)
                    .With("node_id", node.Value)
                    .With("max_staleness", (long)maxStaleness.TotalMilliseconds);
                await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
            }

            return agreed;
        },
        cancellationToken);

    public async Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        (!_dialect.CanFailOver && await HasConfirmedAsync(node, mark, cancellationToken).ConfigureAwait(false))
        || await WriteAsync(
            async (connection, stop) =>
            {
                // What was read from another server, or before a backup was restored, may never have happened in this database.
                using var command = WithMark(connection.Command($"""
                    UPDATE api_access_node SET confirmed = CASE WHEN confirmed < @position THEN @position ELSE confirmed END
                    WHERE node_id = @node_id AND server = {_dialect.ServerIdExpression} AND {HoldsMark}
                    """), node, mark);
                var isConfirmed = await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false) > 0;
                if (!isConfirmed)
                {
                    _dialect.ClearPool(connection);
                }

                return isConfirmed;
            },
            cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => _dialect.CanFailOver
        ? WriteAsync(
            async (connection, stop) =>
            {
                await connection.ExecuteAsync(Proof, stop).ConfigureAwait(false);
                return await ReadNodesAsync(connection, stop).ConfigureAwait(false);
            },
            cancellationToken)
        : ReadAsync(ReadNodesAsync, cancellationToken);

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) => WriteAsync(
        async (connection, stop) =>
        {
            using var command = connection
                .Command("DELETE FROM api_access_node WHERE node_id = @node_id AND confirmed < @position")
                .With("node_id", node.Value)
                .With("position", unlessConfirmed.Value);
            return await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        },
        cancellationToken);

    public Task EnsurePrimaryAsync(CancellationToken cancellationToken) => _dialect.CanFailOver
        ? WriteAsync(
            async (connection, stop) =>
            {
                await connection.ExecuteAsync(Proof, stop).ConfigureAwait(false);
                return true;
            },
            cancellationToken)
        : Task.CompletedTask;

    private static async Task<IReadOnlyList<RegisteredNode>> ReadNodesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.Command("SELECT node_id, max_staleness, confirmed FROM api_access_node");
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var nodes = new List<RegisteredNode>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            nodes.Add(StoredRow.Read(
                reader,
                row => new RegisteredNode
                {
                    Id = NodeId.Parse(row.GetString(0)),
                    MaxStaleness = TimeSpan.FromMilliseconds(row.GetInt64(1)),
                    Confirmed = new FeedPosition(row.GetInt64(2)),
                },
                _ => "a row of api_access_node"));
        }

        return nodes;
    }

    /// <summary>The same without a write, for a node that has confirmed as much before.</summary>
    private Task<bool> HasConfirmedAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) => ReadAsync(
        async (connection, stop) =>
        {
            using var command = WithMark(connection.Command(
                $"SELECT 1 FROM api_access_node WHERE node_id = @node_id AND confirmed >= @position AND {HoldsMark}"), node, mark);
            return await command.ExecuteScalarAsync(stop).ConfigureAwait(false) is not null;
        },
        cancellationToken);

    private static DbCommand WithMark(DbCommand command, NodeId node, FeedMark mark) => command
        .With("node_id", node.Value)
        .With("position", mark.Position.Value)
        .With("change_id", mark.ChangeId.ToString());

    /// <summary>Runs statements that can be repeated, in a transaction that is durable when this returns.</summary>
    private Task<T> WriteAsync<T>(Func<DbConnection, CancellationToken, Task<T>> write, CancellationToken cancellationToken) => AsWriterAsync(
        async stop =>
        {
            using var connection = await _dataSource.OpenAsync(stop).ConfigureAwait(false);
            using var transaction = await _dialect.BeginWriteAsync(connection, stop).ConfigureAwait(false);
            if (_dialect.WritePrologue.Length > 0)
            {
                await connection.ExecuteAsync(_dialect.WritePrologue, stop).ConfigureAwait(false);
            }

            var result = await write(connection, stop).ConfigureAwait(false);
            await _dialect.CommitAsync(transaction).ConfigureAwait(false);
            return result;
        },
        cancellationToken);
}
