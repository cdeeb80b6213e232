using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Management;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess;

/// <summary>This process as a node of its store: checks the node at start, and removes it at stop.</summary>
/// <remarks>
/// <para>
/// A singleton, safe for use by many threads. With a generic host, the packages for ASP.NET Core and SQL call both methods: the start
/// before the listener opens, the stop after the server has finished its last request.
/// </para>
/// <para>
/// A process without a generic host, or with neither package, calls both methods itself, and calls <see cref="StopAsync"/> before it
/// disposes its service provider. During disposal a store can no longer create a scope, so the node could neither leave nor record the
/// last usage of tokens.
/// </para>
/// </remarks>
public sealed class ApiAccessNode
{
    private readonly NodeServices _services;
    private readonly SnapshotValidation _snapshots;
    private readonly TokenUsageRecorder? _usage;
    private readonly DeadNodes _deadNodes;
    private readonly ILogger _logger;
    private volatile bool _isStarted;

    internal ApiAccessNode(NodeServices services, SnapshotValidation snapshots, TokenUsageRecorder? usage, DeadNodes deadNodes)
    {
        _services = services;
        _snapshots = snapshots;
        _usage = usage;
        _deadNodes = deadNodes;
        _logger = services.LoggerFactory.CreateLogger<ApiAccessNode>();
    }

    /// <summary>Checks that this node's <see cref="ApiAccessOptions.MaxStaleness"/> is that of the nodes registered in the store.</summary>
    /// <remarks>
    /// <para>
    /// Registered nodes with another value may have crashed. The call then commits one change that every running node must confirm, waits
    /// for at most their <c>MaxStaleness</c> and a margin, and removes the nodes that did not confirm: they hold no lease. If one is
    /// still registered, it is running, and the call throws.
    /// </para>
    /// <para>
    /// A store that does not respond within 10 seconds does not prevent the start: a warning is logged, and the node receives no lease
    /// until its value is known to equal that of the other nodes. Repeated calls do nothing.
    /// </para>
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the check has completed.</returns>
    /// <exception cref="InvalidOperationException">A running node has another value.</exception>
    /// <exception cref="StoreUnavailableException">
    /// Registered nodes have another value, and the store failed before it was known whether they run.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_isStarted)
        {
            return;
        }

        if (await TryFindOthersTermAsync(cancellationToken).ConfigureAwait(false) is { } agreed && agreed != _services.Options.MaxStaleness)
        {
            NodeTerms.Check(_services.Options.MaxStaleness, await _deadNodes.RemoveAsync(agreed, cancellationToken).ConfigureAwait(false));
        }

        _isStarted = true;
    }

    /// <summary>Releases the node's lease, removes its registration, and flushes token usage that is not recorded yet.</summary>
    /// <remarks>
    /// Fenced revocations no longer wait for this node. Later validations query the store. If the store does not respond, the call gives
    /// up after a few seconds, and a warning is logged. Repeated calls do nothing.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the wait; the node leaves nevertheless.</param>
    /// <returns>A task that completes when the node has left.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(_snapshots.StopAsync(), _usage?.StopAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken);

    /// <summary>Queries the store for a registered node with another value, which also shows whether the store responds.</summary>
    private async Task<TimeSpan?> TryFindOthersTermAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(NodeServices.StoreTimeout, _services.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (_services.Store.Nodes is { } nodes && _services.Options.UseSnapshots)
            {
                return _deadNodes.TermOf(await nodes.ListNodesAsync(linked.Token).WaitAsync(linked.Token).ConfigureAwait(false));
            }

            await _services.Store.GetFeedEndAsync(linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ManagementLog.StoreAwayAtStart(_logger, exception);
        }

        return null;
    }
}
