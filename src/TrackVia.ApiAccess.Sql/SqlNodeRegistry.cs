using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql;

/// <summary>The registered nodes. Each proof is a transaction that only the primary can complete.</summary>
internal sealed class SqlNodeRegistry : INodeRegistry
{
    // The feed has this change at this position, and its counter has reached it.
    private const string HoldsMark = """
        (@position = 0 OR EXISTS (
            SELECT 1 FROM api_access_history AS history JOIN api_access_feed AS feed ON feed.id = 1 AND feed.position >= history.position
            WHERE history.position = @position AND history.change_id = @change_id))
        """;

    private readonly SqlSession _session;
    private readonly SqlDialect _dialect;
    private readonly string _readMaxStaleness;
    private readonly string _register;
    private readonly string _confirm;
    private readonly string _hasConfirmed;
    private readonly string _list;
    private readonly string _remove;

    public SqlNodeRegistry(SqlSession session)
    {
        _session = session;
        _dialect = session.Dialect;
        _readMaxStaleness = Names.Apply("SELECT max_staleness FROM api_access_node LIMIT 1");
        _register = Names.Apply($"""
            INSERT INTO api_access_node (node_id, max_staleness, confirmed, server)
            VALUES (@node_id, @max_staleness, 0, {_dialect.ServerIdExpression})
            {_dialect.UpdateDuplicate("node_id")} server = {_dialect.ServerIdExpression}
            """);

        // A change that was read from another server, or before a backup was restored, may not exist in this database.
        _confirm = Names.Apply($"""
            UPDATE api_access_node SET confirmed = CASE WHEN confirmed < @position THEN @position ELSE confirmed END{_dialect.TouchAssignment}
            WHERE node_id = @node_id AND server = {_dialect.ServerIdExpression} AND {HoldsMark}
            """);
        _hasConfirmed = Names.Apply($"SELECT 1 FROM api_access_node WHERE node_id = @node_id AND confirmed >= @position AND {HoldsMark}");
        _list = Names.Apply("SELECT node_id, max_staleness, confirmed FROM api_access_node");
        _remove = Names.Apply("DELETE FROM api_access_node WHERE node_id = @node_id AND confirmed < @position");
    }

    private TableNames Names => _dialect.Names;

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) => _session.WriteAsync(
        async (connection, attemptToken) =>
        {
            // Two nodes that register at the same time with different values would not see each other.
            await _dialect.AcquireExclusiveLockAsync(connection, attemptToken).ConfigureAwait(false);
            using var others = connection.Command(_readMaxStaleness);
            var agreed = await others.ExecuteScalarAsync(attemptToken).ConfigureAwait(false) is long milliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : maxStaleness;
            if (agreed == maxStaleness)
            {
                using var command = connection
                    .Command(_register)
                    .With("node_id", node.Value)
                    .With("max_staleness", (long)maxStaleness.TotalMilliseconds);
                await command.ExecuteNonQueryAsync(attemptToken).ConfigureAwait(false);
            }

            return agreed;
        },
        cancellationToken);

    public async Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        (!_dialect.CanFailOver && await HasConfirmedAsync(node, mark, cancellationToken).ConfigureAwait(false))
        || await _session.WriteAsync(
            async (connection, attemptToken) =>
            {
                using var command = WithMark(connection.Command(_confirm), node, mark);
                var isConfirmed = await command.ExecuteNonQueryAsync(attemptToken).ConfigureAwait(false) > 0;
                if (!isConfirmed)
                {
                    _session.ClearPool();
                }

                return isConfirmed;
            },
            cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => _dialect.CanFailOver
        ? _session.WriteAsync(
            async (connection, attemptToken) =>
            {
                await connection.ExecuteAsync(_dialect.ProofStatement, attemptToken).ConfigureAwait(false);
                return await ReadNodesAsync(connection, attemptToken).ConfigureAwait(false);
            },
            cancellationToken)
        : _session.ReadAsync(ReadNodesAsync, cancellationToken);

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) => _session.WriteAsync(
        async (connection, attemptToken) =>
        {
            using var command = connection
                .Command(_remove)
                .With("node_id", node.Value)
                .With("position", unlessConfirmed.Value);
            return await command.ExecuteNonQueryAsync(attemptToken).ConfigureAwait(false);
        },
        cancellationToken);

    public Task EnsurePrimaryAsync(CancellationToken cancellationToken) => _dialect.CanFailOver
        ? _session.WriteAsync(
            async (connection, attemptToken) =>
            {
                await connection.ExecuteAsync(_dialect.ProofStatement, attemptToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken)
        : Task.CompletedTask;

    private async Task<IReadOnlyList<RegisteredNode>> ReadNodesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.Command(_list);
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
                _ => $"a row of {Names.Table("node")}"));
        }

        return nodes;
    }

    /// <summary>Determines, without a write, whether a node has confirmed the position before.</summary>
    private Task<bool> HasConfirmedAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) => _session.ReadAsync(
        async (connection, attemptToken) =>
        {
            using var command = WithMark(connection.Command(_hasConfirmed), node, mark);
            return await command.ExecuteScalarAsync(attemptToken).ConfigureAwait(false) is not null;
        },
        cancellationToken);

    private static DbCommand WithMark(DbCommand command, NodeId node, FeedMark mark) => command
        .With("node_id", node.Value)
        .With("position", mark.Position.Value)
        .With("change_id", mark.ChangeId.ToString());
}
