using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess.Management;

/// <summary>
/// Waits until no node can hold a lease without a change: until each has confirmed the change's place, and at the latest until every lease
/// that began before has lapsed. Confirmations only shorten the wait; nothing that a node does or fails to do lengthens it.
/// </summary>
/// <remarks>All who wait on this node share one listing at a time, and their number is bounded (T51).</remarks>
internal sealed class Fence
{
    /// <summary>How many revocations wait at the same time on one node.</summary>
    public const int MaxWaiting = 1_024;

    // A delay counts whole milliseconds.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly INodeLeases? _nodes;
    private readonly StoreQueue _queue;
    private readonly TimeProvider _timeProvider;
    private readonly ApiAccessOptions _options;
    private readonly ILogger _logger;
    private readonly SharedCall<FeedPosition> _feedEnd;
    private readonly SharedCall<IReadOnlyList<RegisteredNode>> _listing;
    private int _waiting;

    public Fence(IApiAccessStore store, StoreQueue queue, TimeProvider timeProvider, ApiAccessOptions options, ILogger logger)
    {
        _nodes = store as INodeLeases;
        _queue = queue;
        _timeProvider = timeProvider;
        _options = options;
        _logger = logger;
        _feedEnd = new(store.GetFeedEndAsync, ApiAccessValidator.Patience, TimeProvider.System);
        _listing = new(ListAsync, options.MaxStaleness, timeProvider);
    }

    /// <summary>
    /// Waits for a change that was acknowledged before this call, or, without a position, for whatever was. Cancellation ends the wait, and the
    /// result says so; so it does where too many wait already.
    /// </summary>
    /// <exception cref="StoreUnavailableException">There is no position, and the store cannot answer now.</exception>
    public async Task<FenceResult> WaitAsync(FeedPosition? position, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
            {
                // The change is committed: what is missing is only the certainty that this wait would give.
                Log.TooManyFences(_logger, MaxWaiting);
                return new FenceResult([], [], [], isComplete: false);
            }

            if (_nodes is null)
            {
                return await WaitFullTimeAsync(_timeProvider.GetTimestamp(), cancellationToken).ConfigureAwait(false);
            }

            // The position first, then the time: a node is waited out only for changes that are older than the wait.
            var waiting = new Waiting(position ?? await GetFeedEndAsync(cancellationToken).ConfigureAwait(false));
            return await WaitForNodesAsync(_nodes, waiting, _timeProvider.GetTimestamp(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Where nothing was to change, an earlier change made it so: at the feed's end or before.</summary>
    private async Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _feedEnd.JoinAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(
                "The store did not return the end of the change feed in time. Nothing was changed; try again later.", exception);
        }
    }

    /// <summary>The store knows no nodes: all that is known is this host's own option.</summary>
    private async Task<FenceResult> WaitFullTimeAsync(long began, CancellationToken cancellationToken)
    {
        var bound = Bound(_options.MaxStaleness);
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
            var bound = Bound(await FindNodesAsync(waiting, began, cancellationToken).ConfigureAwait(false));
            for (var pause = FirstPause; waiting.Nodes.Count > 0; pause = Shorter(pause * 2, LongestPause))
            {
                if (Left(bound, began) <= TimeSpan.Zero)
                {
                    return await WaitedOutAsync(nodes, waiting, cancellationToken).ConfigureAwait(false);
                }

                await PauseAsync(pause, bound, began, cancellationToken).ConfigureAwait(false);
                if (await TryListAsync(bound, began, cancellationToken).ConfigureAwait(false) is { } registered)
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
    private async Task<TimeSpan> FindNodesAsync(Waiting waiting, long began, CancellationToken cancellationToken)
    {
        // Until the nodes are known, so is not how long their leases last.
        var longest = Bound(ApiAccessOptions.LongestMaxStaleness);
        while (Left(longest, began) > TimeSpan.Zero)
        {
            if (await TryListAsync(longest, began, cancellationToken).ConfigureAwait(false) is { } registered)
            {
                waiting.Begin(registered);
                return registered.Select(node => node.MaxStaleness).DefaultIfEmpty().Max();
            }

            await PauseAsync(LongestPause, longest, began, cancellationToken).ConfigureAwait(false);
        }

        return ApiAccessOptions.LongestMaxStaleness;
    }

    /// <summary>Lists the nodes for all who wait. The call began after each of them asked.</summary>
    private async Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _nodes!.ListAsync(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The waits do without: they only end later.
            Log.NodesUnknown(_logger, exception);
            throw;
        }
    }

    private async Task<IReadOnlyList<RegisteredNode>?> TryListAsync(TimeSpan bound, long began, CancellationToken cancellationToken)
    {
        var left = Left(bound, began);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(left, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _listing.JoinAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Logged once for all who wait.
            return null;
        }
    }

    /// <summary>The silent nodes hold no lease any more, and can take none without registering anew: the next fence need not wait for them.</summary>
    private async Task<FenceResult> WaitedOutAsync(INodeLeases nodes, Waiting waiting, CancellationToken cancellationToken)
    {
        var silent = waiting.Nodes;
        foreach (var node in silent)
        {
            Log.NodeWaitedOut(_logger, node);
            try
            {
                await _queue.RunAsync(
                    async () =>
                    {
                        await nodes.ForgetAsync(node, waiting.Position, cancellationToken).ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
            {
                Log.NodesUnknown(_logger, exception);
            }
        }

        return new FenceResult(waiting.Confirmed, silent, [], isComplete: true);
    }

    private TimeSpan Left(TimeSpan bound, long began) => bound - _timeProvider.GetElapsedTime(began);

    private Task PauseAsync(TimeSpan pause, TimeSpan bound, long began, CancellationToken cancellationToken) =>
        Task.Delay(Longer(Shorter(pause, Left(bound, began)), ShortestPause), _timeProvider, cancellationToken);

    /// <summary>Clocks drift: by the larger of 50 ms and 1 %.</summary>
    private static TimeSpan Bound(TimeSpan maxStaleness) => maxStaleness + Longer(TimeSpan.FromMilliseconds(50), maxStaleness / 100);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>The nodes that are waited for, and those that confirmed.</summary>
    private sealed class Waiting(FeedPosition position)
    {
        private readonly HashSet<NodeId> _nodes = [];
        private readonly List<NodeId> _confirmed = [];

        public FeedPosition Position => position;

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
