using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>
/// Waits until no node can hold a lease without a change: until each node has confirmed the position of the change, or at the latest
/// until every lease that began before has lapsed. Confirmations only shorten the wait; nothing that a node does or fails to do lengthens
/// it.
/// </summary>
/// <remarks>All waiting callers of this node share one listing at a time, and their number is bounded (T51).</remarks>
internal sealed class Fence
{
    /// <summary>The maximum number of revocations that wait at the same time on one node.</summary>
    public const int MaxWaiting = 1_024;

    // A delay has a resolution of whole milliseconds.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PatienceToProve = TimeSpan.FromSeconds(1);

    private readonly IApiAccessStore _store;
    private readonly INodeRegistry? _nodes;
    private readonly StoreContinuity _continuity;
    private readonly StoreQueue _queue;
    private readonly TimeProvider _timeProvider;
    private readonly ApiAccessOptions _options;
    private readonly ILogger _logger;
    private readonly FailureLog _failures;
    private readonly CoalescedCall<FeedMark> _feedEnd;
    private readonly CoalescedCall<IReadOnlyList<RegisteredNode>> _listing;
    private int _waiting;

    public Fence(NodeServices services, StoreQueue queue)
    {
        _store = services.Store;
        _nodes = services.Store.Nodes;
        _continuity = services.Continuity;
        _queue = queue;
        _timeProvider = services.TimeProvider;
        _options = services.Options;
        _logger = services.LoggerFactory.CreateLogger<ApiAccessManager>();
        _failures = new FailureLog(_logger, _timeProvider);
        _feedEnd = new(_store.ReadEndAsync, NodeServices.StoreTimeout, TimeProvider.System);
        _listing = new(ListAsync, _options.MaxStaleness, _timeProvider);
    }

    /// <summary>
    /// Waits for a change that was acknowledged before this call or, if none is given, for the newest change in the feed. The result
    /// reports that the wait is incomplete if it is cancelled, if too many callers already wait, or if the store went back in time and no
    /// longer holds the change.
    /// </summary>
    /// <exception cref="StoreUnavailableException">No change is given, and the store is unavailable.</exception>
    public async Task<FenceResult> WaitAsync(FeedMark? committed, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
            {
                // The change is committed; only the certainty that this wait would provide is missing.
                ManagementLog.TooManyFences(_logger, MaxWaiting);
                return new FenceResult([], [], [], isComplete: false);
            }

            // First the change, then the time: the wait for a node's lease to lapse covers only changes that are older than the wait.
            var change = committed ?? await ReadFeedEndAsync(cancellationToken).ConfigureAwait(false);
            var startedAt = _timeProvider.GetTimestamp();
            var result = _nodes is null
                ? await WaitFullTimeAsync(startedAt, cancellationToken).ConfigureAwait(false)
                : await WaitForNodesAsync(_nodes, new FenceWait(change, _continuity.Node), startedAt, cancellationToken).ConfigureAwait(false);
            if (!result.IsComplete || await MayHoldAsync(change, cancellationToken).ConfigureAwait(false))
            {
                return result;
            }

            // Regardless of the wait, the revocation itself is undone.
            ManagementLog.ChangeGone(_logger, change.ChangeId, change.Position.Value);
            return new FenceResult(result.Confirmed, result.WaitedOut, [], isComplete: false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>If there was nothing to change, an earlier change had this effect already: at the end of the feed or before.</summary>
    private async Task<FeedMark> ReadFeedEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _feedEnd.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(
                "The store did not return the end of the change feed in time. Nothing was changed; try again later.", exception);
        }
    }

    /// <summary>The store registers no nodes, so only this host's own option is known.</summary>
    private async Task<FenceResult> WaitFullTimeAsync(long startedAt, CancellationToken cancellationToken)
    {
        var bound = Bound(_options.MaxStaleness);
        try
        {
            while (Left(bound, startedAt) > TimeSpan.Zero)
            {
                await PauseAsync(bound, bound, startedAt, cancellationToken).ConfigureAwait(false);
            }

            return new FenceResult([], [], [], isComplete: true);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new FenceResult([], [], [], isComplete: false);
        }
    }

    private async Task<FenceResult> WaitForNodesAsync(INodeRegistry nodes, FenceWait waiting, long startedAt, CancellationToken cancellationToken)
    {
        try
        {
            var bound = Bound(await FindNodesAsync(waiting, startedAt, cancellationToken).ConfigureAwait(false));
            for (var pause = FirstPause; waiting.Nodes.Count > 0 || !IsListTrusted(waiting, bound); pause = Shorter(pause * 2, LongestPause))
            {
                if (Left(bound, startedAt) <= TimeSpan.Zero)
                {
                    return await WaitedOutAsync(nodes, waiting, cancellationToken).ConfigureAwait(false);
                }

                await PauseAsync(pause, bound, startedAt, cancellationToken).ConfigureAwait(false);
                if (await TryListAsync(bound, startedAt, cancellationToken).ConfigureAwait(false) is { } registered)
                {
                    waiting.Update(registered);
                }
            }

            return new FenceResult(waiting.Confirmed, [], [], isComplete: true);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new FenceResult(waiting.Confirmed, [], waiting.Nodes, isComplete: false);
        }
    }

    /// <summary>Finds the nodes that could lack the change, and returns their longest lease duration.</summary>
    private async Task<TimeSpan> FindNodesAsync(FenceWait waiting, long startedAt, CancellationToken cancellationToken)
    {
        // Lease durations are unknown until the nodes are.
        var longest = Bound(ApiAccessOptions.LongestMaxStaleness);
        while (Left(longest, startedAt) > TimeSpan.Zero)
        {
            if (await TryListAsync(longest, startedAt, cancellationToken).ConfigureAwait(false) is { } registered)
            {
                waiting.Begin(registered);
                return registered.Select(node => node.MaxStaleness).DefaultIfEmpty(_options.MaxStaleness).Max();
            }

            await PauseAsync(LongestPause, longest, startedAt, cancellationToken).ConfigureAwait(false);
        }

        return ApiAccessOptions.LongestMaxStaleness;
    }

    /// <summary>Lists the nodes for all waiting callers, by a call that began after each of them asked.</summary>
    private async Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _nodes!.ListNodesAsync(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The waits proceed without the list; they only end later.
            _failures.Write(exception, ManagementLog.NodesUnknown);
            throw;
        }
    }

    private async Task<IReadOnlyList<RegisteredNode>?> TryListAsync(TimeSpan bound, long startedAt, CancellationToken cancellationToken)
    {
        var left = Left(bound, startedAt);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(left, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _listing.RunAsync(linked.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Logged once for all waiting callers.
            return null;
        }
    }

    /// <summary>
    /// Removes the nodes that did not confirm: they no longer hold a lease, and must register again to receive one, so the next fence
    /// need not wait for them.
    /// </summary>
    private async Task<FenceResult> WaitedOutAsync(INodeRegistry nodes, FenceWait waiting, CancellationToken cancellationToken)
    {
        var silent = waiting.Nodes;
        foreach (var node in silent)
        {
            ManagementLog.NodeWaitedOut(_logger, node);
            try
            {
                await _queue.RunAsync(
                    async () =>
                    {
                        await nodes.RemoveNodeAsync(node, waiting.Change.Position, cancellationToken).ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is ApiAccessStoreException or OperationCanceledException)
            {
                _failures.Write(exception, ManagementLog.NodesUnknown);
            }
        }

        return new FenceResult(waiting.Confirmed, silent, [], isComplete: true);
    }

    /// <summary>
    /// Determines whether the list is certain to contain every node that holds a lease. A restored backup contains the nodes of its own
    /// time: this node is then missing from the list, or has recently found that its past is gone, and the fence waits for all leases to
    /// lapse.
    /// </summary>
    private bool IsListTrusted(FenceWait waiting, TimeSpan bound) => waiting.HasSelfConfirmed && !_continuity.WasLostWithin(bound);

    /// <summary>
    /// Determines whether the store still holds the change. Also true if the store does not respond, because then no node can have learned
    /// that the change is gone.
    /// </summary>
    private async Task<bool> MayHoldAsync(FeedMark change, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PatienceToProve, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _queue.RunAsync(() => _store.HoldsAsync(change, linked.Token), linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failures.Write(exception, ManagementLog.NodesUnknown);
            return true;
        }
    }

    private TimeSpan Left(TimeSpan bound, long startedAt) => bound - _timeProvider.GetElapsedTime(startedAt);

    private Task PauseAsync(TimeSpan pause, TimeSpan bound, long startedAt, CancellationToken cancellationToken) =>
        Task.Delay(Longer(Shorter(pause, Left(bound, startedAt)), ShortestPause), _timeProvider, cancellationToken);

    /// <summary>Clocks drift: by the larger of 50 ms and 1 %.</summary>
    private static TimeSpan Bound(TimeSpan maxStaleness) => maxStaleness + Longer(TimeSpan.FromMilliseconds(50), maxStaleness / 100);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
