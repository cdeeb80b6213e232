using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Connections;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Follows the change feed: evicts first, then confirms, then publishes the lease. One read at a time for the whole node.</summary>
/// <remarks>The loop starts with the first catch-up that is asked for, and ends with the container.</remarks>
internal sealed class FeedFollower : IAsyncDisposable
{
    private static readonly TimeSpan PatienceToLeave = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly IApiAccessStore _store;
    private readonly IClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly ApiAccessOptions _options;
    private readonly AccountCache _accounts;
    private readonly OpenConnections _connections;
    private readonly ILogger _logger;
    private readonly INodeLeases? _nodes;
    private readonly Lock _gate = new();
    private readonly Pace _pace = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource<bool> _nextRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _demand = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _loop;
    private NodeId _node;
    private FeedPosition? _position;
    private FeedPosition _confirmable;
    private volatile Lease? _lease;
    private volatile bool _isFailing;

    public FeedFollower(
        IApiAccessStore store,
        IClock clock,
        TimeProvider timeProvider,
        ApiAccessOptions options,
        AccountCache accounts,
        OpenConnections connections,
        ILogger logger)
    {
        _store = store;
        _nodes = store as INodeLeases;
        _node = NodeId.New(options.NodeName);
        _clock = clock;
        _timeProvider = timeProvider;
        _options = options;
        _accounts = accounts;
        _connections = connections;
        _logger = logger;
    }

    /// <summary>The newest lease; read it before the snapshot that is used under it.</summary>
    public Lease? Lease => _lease;

    /// <summary>Whether the feed is followed: from the first catch-up on.</summary>
    public bool HasBegun => Volatile.Read(ref _loop) is not null;

    /// <summary>Waits for a read of the feed that begins after this call; all who wait share it.</summary>
    /// <returns>
    /// Whether the read reached the feed's end, and so renewed the lease. While reads fail this is false at once: the loop tries on by itself.
    /// </returns>
    public Task<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            _loop ??= Task.Run(() => FollowAsync(_stopping.Token), CancellationToken.None);
            _demand.TrySetResult();
            return _isFailing ? Task.FromResult(false) : _nextRead.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives up the lease and leaves, so that no fence waits for this node.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_gate)
        {
            _lease = null;
            _stopping.Cancel();
            _nextRead.TrySetResult(false);
            loop = _loop;
        }

        if (loop is not null)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _lease = null;
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await _pace.KeepAsync().ConfigureAwait(false);
            TaskCompletionSource<bool> read;
            Task demand;
            lock (_gate)
            {
                // Whoever joined until now is served by the read that begins next.
                (read, _nextRead) = (_nextRead, new(TaskCreationOptions.RunContinuationsAsynchronously));
                _demand = new(TaskCreationOptions.RunContinuationsAsynchronously);
                demand = _demand.Task;
            }

            var isRenewed = await TryRenewAsync(stopping).ConfigureAwait(false);
            read.TrySetResult(isRenewed);
            lock (_gate)
            {
                _isFailing = !isRenewed;
                if (_isFailing)
                {
                    // Who joined meanwhile does not wait for a second failure: the store itself is asked at once.
                    _nextRead.TrySetResult(false);
                    _nextRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            await PauseAsync(isRenewed, demand, stopping).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryRenewAsync(CancellationToken stopping)
    {
        // A read that takes longer than a lease lasts could give none: a half-open connection ends here (T27).
        using var timeout = new CancellationTokenSource(_options.MaxStaleness, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            // A store that does not heed the token is left behind; what it finds later evicts, and gives no lease.
            if (await RenewAsync(_node, _position, either.Token).WaitAsync(either.Token).ConfigureAwait(false) is var (end, lease))
            {
                (_position, _lease) = (end, lease);
                return true;
            }

            Log.NodeForgotten(_logger, _node);
            StartAnew();
        }
        catch (Exception exception)
        {
            if (!stopping.IsCancellationRequested)
            {
                Log.FeedUnreadable(_logger, exception);
            }
        }

        return false;
    }

    /// <summary>Registers if it must, reads the feed to its end, confirms that.</summary>
    /// <returns>The place that is heeded, and the lease; nothing when the node was forgotten, and what it knows may be untrue.</returns>
    private async Task<(FeedPosition End, Lease Lease)?> RenewAsync(NodeId node, FeedPosition? position, CancellationToken cancellationToken)
    {
        if (position is null && _nodes is not null)
        {
            // Before the first read: who looks for nodes after a change finds every one that could lack it.
            NodeTerms.Check(
                _options.MaxStaleness, await _nodes.JoinAsync(node, _options.MaxStaleness, cancellationToken).ConfigureAwait(false));
        }

        var (end, lease) = await ReadToEndAsync(position, cancellationToken).ConfigureAwait(false);
        if (_nodes is null)
        {
            return (end, lease);
        }

        // Nothing new to confirm: the lease that counts is enough for those who wanted to know that.
        if (end == position && _lease is { } current && !current.IsDueAt(lease, _options.RenewalInterval))
        {
            return (end, current);
        }

        var haveEnded = await _connections.HaveEndedAsync(cancellationToken).ConfigureAwait(false);

        // What was given up meanwhile has no say: a later read may have found less, and memory holds what that one knew.
        cancellationToken.ThrowIfCancellationRequested();

        // An abort that hangs holds up the confirmation, so that a fence names this node, but not the lease.
        _confirmable = haveEnded ? end : _confirmable;
        return await _nodes.ConfirmAsync(node, _confirmable, cancellationToken).ConfigureAwait(false) ? (end, lease) : null;
    }

    private async Task<(FeedPosition End, Lease Lease)> ReadToEndAsync(FeedPosition? position, CancellationToken cancellationToken)
    {
        while (true)
        {
            var lease = new Lease(_timeProvider.GetTimestamp(), _clock.GetCurrentInstant(), _timeProvider, _options.MaxStaleness);
            if (position is not { } known)
            {
                // Nothing is cached yet, so there is nothing to evict: begin at the end. Connections may be older than what was missed.
                var end = await _store.GetFeedEndAsync(cancellationToken).ConfigureAwait(false);
                await _connections.AbortRevokedAsync(cancellationToken).ConfigureAwait(false);
                return (end, lease);
            }

            var entries = await _store.ReadFeedAsync(known, IApiAccessStore.MaxTake, cancellationToken).ConfigureAwait(false);
            if (entries.Count == 0)
            {
                return (known, lease);
            }

            foreach (var entry in entries)
            {
                _accounts.Evict(entry.Change.AccountId);
            }

            await _connections.AbortRevokedAsync(entries.Select(entry => entry.Change.AccountId), cancellationToken).ConfigureAwait(false);
            position = entries[^1].Position;
        }
    }

    /// <summary>A node that was forgotten comes back as another one, which knows nothing.</summary>
    private void StartAnew()
    {
        _lease = null;
        _position = null;
        _confirmable = FeedPosition.Start;
        _node = NodeId.New(_options.NodeName);
        _accounts.Clear();
    }

    private async Task LeaveAsync()
    {
        await _connections.CloseAsync().ConfigureAwait(false);
        try
        {
            if (_nodes is not null)
            {
                using var timeout = new CancellationTokenSource(PatienceToLeave, _timeProvider);
                await _nodes.ForgetAsync(_node, FeedPosition.End, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The next fence waits it out instead.
            Log.NotLeft(_logger, _node, exception);
        }
    }

    /// <summary>Until the feed may have grown, somebody asks, or it is time to renew.</summary>
    private async Task PauseAsync(bool isRenewed, Task demand, CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            if (!isRenewed)
            {
                await Task.Delay(PauseAfterFailure, _timeProvider, stopping).ConfigureAwait(false);
                return;
            }

            await (await Task.WhenAny(
                demand, _store.WaitForFeedAsync(_position!.Value, _options.RenewalInterval, waiting.Token)).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The container ends; so does the loop.
        }
        catch (Exception exception)
        {
            // Waking is a courtesy: without it the feed is read all the same, a little later.
            Log.FeedWaitFailed(_logger, exception);
            await Task.Delay(PauseAfterFailure, _timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await waiting.CancelAsync().ConfigureAwait(false);
        }
    }
}
