using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>
/// Waits until no node can hold a lease without a change: until each has confirmed the change's place, and at the latest until every lease
/// that began before has lapsed. Confirmations only shorten the wait; nothing that a node does or fails to do lengthens it.
/// </summary>
internal sealed class Fence(IApiAccessStore store, StoreContinuity continuity, TimeProvider timeProvider, ApiAccessOptions options, ILogger logger)
{
    // A delay counts whole milliseconds.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PatienceToProve = TimeSpan.FromSeconds(1);

    private readonly FailureLog _failures = new(logger, timeProvider);
    private readonly INodeLeases? _nodes = store as INodeLeases;

    /// <summary>Waits for a change that was acknowledged before this call. Cancellation ends the wait, and the result says so.</summary>
    public async Task<FenceResult> WaitAsync(FeedMark change, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        var result = _nodes is null
            ? await WaitFullTimeAsync(began, cancellationToken).ConfigureAwait(false)
            : await WaitForNodesAsync(_nodes, new Waiting(change.Position, continuity.Node), began, cancellationToken).ConfigureAwait(false);
        if (!result.IsComplete || await MayHoldAsync(change, cancellationToken).ConfigureAwait(false))
        {
            return result;
        }

        // Whatever was waited for, the revocation itself is undone.
        Log.ChangeGone(logger, change.ChangeId, change.Position.Value);
        return new FenceResult(result.Confirmed, result.WaitedOut, [], isComplete: false);
    }

    /// <summary>The store knows no nodes: all that is known is this host's own option.</summary>
    private async Task<FenceResult> WaitFullTimeAsync(long began, CancellationToken cancellationToken)
    {
        var bound = Bound(options.MaxStaleness);
        try
        {
            while (Left(bound, began) > TimeSpan.Zero)
            {
                await PauseAsync(bound, bound, began, cancellationToken).ConfigureAwait(false);
            }

            return new FenceResult([], [], [], isComplete: true);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new FenceResult([], [], [], isComplete: false);
        }
    }

    private async Task<FenceResult> WaitForNodesAsync(INodeLeases nodes, Waiting waiting, long began, CancellationToken cancellationToken)
    {
        try
        {
            var bound = Bound(await FindNodesAsync(nodes, waiting, began, cancellationToken).ConfigureAwait(false));
            for (var pause = FirstPause; waiting.Nodes.Count > 0 || !IsListTrusted(waiting, bound); pause = Shorter(pause * 2, LongestPause))
            {
                if (Left(bound, began) <= TimeSpan.Zero)
                {
                    return await WaitedOutAsync(nodes, waiting, cancellationToken).ConfigureAwait(false);
                }

                await PauseAsync(pause, bound, began, cancellationToken).ConfigureAwait(false);
                if (await TryListAsync(nodes, bound, began, cancellationToken).ConfigureAwait(false) is { } registered)
                {
                    waiting.HearFrom(registered);
                }
            }

            return new FenceResult(waiting.Confirmed, [], [], isComplete: true);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new FenceResult(waiting.Confirmed, [], waiting.Nodes, isComplete: false);
        }
    }

    /// <summary>Finds the nodes that could lack the change: whoever registers later reads the feed later. Gives how long their leases last.</summary>
    private async Task<TimeSpan> FindNodesAsync(INodeLeases nodes, Waiting waiting, long began, CancellationToken cancellationToken)
    {
        // Until the nodes are known, so is not how long their leases last.
        var longest = Bound(ApiAccessOptions.LongestMaxStaleness);
        while (Left(longest, began) > TimeSpan.Zero)
        {
            if (await TryListAsync(nodes, longest, began, cancellationToken).ConfigureAwait(false) is { } registered)
            {
                waiting.Begin(registered);
                return registered.Select(node => node.MaxStaleness).DefaultIfEmpty(options.MaxStaleness).Max();
            }

            await PauseAsync(LongestPause, longest, began, cancellationToken).ConfigureAwait(false);
        }

        return ApiAccessOptions.LongestMaxStaleness;
    }

    private async Task<IReadOnlyList<RegisteredNode>?> TryListAsync(
        INodeLeases nodes, TimeSpan bound, long began, CancellationToken cancellationToken)
    {
        var left = Left(bound, began);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(left, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await nodes.ListAsync(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The wait does without: it only ends later.
            _failures.Write(exception, Log.NodesUnknown);
            return null;
        }
    }

    /// <summary>The silent nodes hold no lease any more, and can take none without registering anew: the next fence need not wait for them.</summary>
    private async Task<FenceResult> WaitedOutAsync(INodeLeases nodes, Waiting waiting, CancellationToken cancellationToken)
    {
        var silent = waiting.Nodes;
        foreach (var node in silent)
        {
            Log.NodeWaitedOut(logger, node);
            try
            {
                await nodes.ForgetAsync(node, waiting.Position, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
            {
                _failures.Write(exception, Log.NodesUnknown);
            }
        }

        return new FenceResult(waiting.Confirmed, silent, [], isComplete: true);
    }

    /// <summary>
    /// Whether the list can be believed to have every node on it that holds a lease. A backup that was restored brings back the nodes of its
    /// time: then this node is missing on it, or has found a moment ago that its past is gone, and all leases are waited out.
    /// </summary>
    private bool IsListTrusted(Waiting waiting, TimeSpan bound) =>
        (waiting.Self is not { } self || waiting.Confirmed.Contains(self)) && !continuity.WasLostWithin(bound);

    /// <summary>Whether the store still holds the change, or does not answer: then no node can have learnt that it is gone either.</summary>
    private async Task<bool> MayHoldAsync(FeedMark change, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PatienceToProve, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await store.HoldsAsync(change, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NodesUnknown(logger, exception);
            return true;
        }
    }

    private TimeSpan Left(TimeSpan bound, long began) => bound - timeProvider.GetElapsedTime(began);

    private Task PauseAsync(TimeSpan pause, TimeSpan bound, long began, CancellationToken cancellationToken) =>
        Task.Delay(Longer(Shorter(pause, Left(bound, began)), ShortestPause), timeProvider, cancellationToken);

    /// <summary>Clocks drift: by the larger of 50 ms and 1 %.</summary>
    private static TimeSpan Bound(TimeSpan maxStaleness) => maxStaleness + Longer(TimeSpan.FromMilliseconds(50), maxStaleness / 100);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>The nodes that are waited for, and those that confirmed.</summary>
    private sealed class Waiting(FeedPosition position, NodeId? self)
    {
        private readonly HashSet<NodeId> _nodes = [];
        private readonly List<NodeId> _confirmed = [];

        public FeedPosition Position => position;

        /// <summary>Gets the node of this process, if it was registered when the wait began.</summary>
        public NodeId? Self => self;

        public IReadOnlyList<NodeId> Nodes => [.. _nodes];

        public IReadOnlyList<NodeId> Confirmed => _confirmed;

        public void Begin(IReadOnlyList<RegisteredNode> registered)
        {
            _nodes.UnionWith(registered.Select(node => node.Id));
            HearFrom(registered);
        }

        /// <summary>A node that is not registered any more holds no lease: it left, or another fence has waited it out.</summary>
        public void HearFrom(IReadOnlyList<RegisteredNode> registered)
        {
            var silent = registered.Where(node => node.Confirmed < position).Select(node => node.Id).ToHashSet();
            _confirmed.AddRange(_nodes.Except(silent));
            _nodes.IntersectWith(silent);
        }
    }
}
