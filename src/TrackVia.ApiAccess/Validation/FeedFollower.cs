using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Connections;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Follows the change feed: evicts first, then confirms, then publishes the lease. One read at a time for the whole node.</summary>
/// <remarks>The loop starts with the first catch-up that is asked for, and ends when the node stops, at the latest with the container.</remarks>
internal sealed class FeedFollower : IAsyncDisposable
{
    private static readonly TimeSpan PatienceToLeave = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly IApiAccessStore _store;
    private readonly IClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly ApiAccessOptions _options;
    private readonly AccountCache _accounts;
    private readonly OpenConnections _connections;
    private readonly ILogger _logger;
    private readonly FailureLog _failures;
    private readonly StoreContinuity _continuity;
    private readonly INodeRegistry? _nodes;
    private readonly Lock _gate = new();
    private readonly MinimumInterval _pace = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource<bool> _nextRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _demand = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _loop;
    private Task? _stop;
    private NodeId _node;
    private ImmutableArray<NodeId> _former = [];
    private FeedMark? _mark;
    private FeedMark _confirmable;
    private volatile Lease? _lease;
    private volatile bool _isFailing;
    private volatile Exception? _failure;
    private TimeSpan _pauseAfterFailure = FirstPauseAfterFailure;

    public FeedFollower(
        IApiAccessStore store,
        StoreContinuity continuity,
        IClock clock,
        TimeProvider timeProvider,
        ApiAccessOptions options,
        AccountCache accounts,
        OpenConnections connections,
        ILogger logger)
    {
        _continuity = continuity;
        _store = store;
        _nodes = store as INodeRegistry;
        _node = NodeId.New(options.NodeName);
        _clock = clock;
        _timeProvider = timeProvider;
        _options = options;
        _accounts = accounts;
        _connections = connections;
        _logger = logger;
        _failures = new FailureLog(logger, timeProvider);
    }

    /// <summary>The newest lease; read it before the snapshot that is used under it.</summary>
    public Lease? Lease => _lease;

    /// <summary>Why the feed could not be read, if the newest read failed.</summary>
    public Exception? Failure => _failure;

    /// <summary>Whether the feed is followed: from the first catch-up on.</summary>
    public bool HasBegun => Volatile.Read(ref _loop) is not null;

    /// <summary>Waits for a read of the feed that begins after this call; all who wait share it.</summary>
    /// <returns>
    /// Whether the read reached the feed's end, and so renewed the lease. While reads fail this is false at once: the loop tries on by itself.
    /// So it is when the node has stopped.
    /// </returns>
    public Task<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_stop is not null)
            {
                return Task.FromResult(false);
            }

            _loop ??= Task.Run(() => FollowAsync(_stopping.Token), CancellationToken.None);
            _demand.TrySetResult();
            return _isFailing ? Task.FromResult(false) : _nextRead.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for the next read of the feed that begins after this call, without asking for one.</summary>
    /// <returns>Whether the read renewed the lease.</returns>
    public Task<bool> WaitForReadAsync()
    {
        lock (_gate)
        {
            return _nextRead.Task;
        }
    }

    /// <summary>Gives up the lease and leaves, once, so that no fence waits for this node. It takes no lease any more.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stop ??= Task.Run(StopOnceAsync);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task StopOnceAsync()
    {
        Task? loop;
        lock (_gate)
        {
            _lease = null;
            _stopping.Cancel();
            _nextRead.TrySetResult(false);

            // A store whose wait ignores its cancellation holds the loop no longer.
            _demand.TrySetResult();
            loop = _loop;
        }

        if (loop is not null)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _lease = null;
            _continuity.Unregistered();
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await _pace.WaitAsync().ConfigureAwait(false);
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
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            // A store that ignores the token is left behind; what it finds later evicts, and renews no lease.
            var (node, mark, former) = (_node, _mark, _former);
            var renewal = await RenewAsync(node, mark, former, linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
            if (renewal.Lease is { } lease)
            {
                (_mark, _former, _lease) = (renewal.Mark, [], lease);
                _continuity.Registered(node);
                (_failure, _pauseAfterFailure) = (null, FirstPauseAfterFailure);
                return true;
            }

            if (renewal.Unconfirmed is { } failure)
            {
                _mark = renewal.Mark;
                Fail(failure, stopping);
            }
            else
            {
                StartAgain(node, renewal);
            }
        }
        catch (Exception exception)
        {
            Fail(exception, stopping);
        }

        return false;
    }

    private void Fail(Exception exception, CancellationToken stopping)
    {
        if (!stopping.IsCancellationRequested)
        {
            _failure = exception;
            _failures.Write(exception, ValidationLog.FeedUnreadable);
        }
    }

    /// <summary>Registers if it must, reads the feed to its end, and confirms that.</summary>
    /// <returns>The mark that was reached and the lease; without a lease when what this node knows may be untrue.</returns>
    private async Task<Renewal> RenewAsync(
        NodeId node, FeedMark? known, ImmutableArray<NodeId> former, CancellationToken cancellationToken)
    {
        if (known is null && _nodes is not null)
        {
            // This node holds no lease, so nobody need wait for what it was before. What a backup brought back is removed too.
            foreach (var gone in former)
            {
                await _nodes.RemoveNodeAsync(gone, FeedPosition.End, cancellationToken).ConfigureAwait(false);
            }

            // Before the first read: a fence that lists the nodes after a change finds every one that could lack it.
            NodeTerms.Check(
                _options.MaxStaleness, await _nodes.RegisterNodeAsync(node, _options.MaxStaleness, cancellationToken).ConfigureAwait(false));
        }

        var renewal = await ReadToEndAsync(known, cancellationToken).ConfigureAwait(false);
        if (_nodes is null || renewal.Lease is null)
        {
            return renewal;
        }

        // Nothing new to confirm: the current lease is enough for the waiting callers.
        if (renewal.Mark == known && !_isFailing && _lease is { } current && !current.ShouldRenewAt(renewal.Lease, _options.RenewalInterval))
        {
            return new Renewal(renewal.Mark, current);
        }

        try
        {
            return await ConfirmAsync(node, renewal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (known is not null)
        {
            // What was read is remembered all the same: should it be gone at the next read, this node knows that it was there.
            return new Renewal(renewal.Mark, Lease: null, Unconfirmed: exception);
        }
    }

    private async Task<Renewal> ConfirmAsync(NodeId node, Renewal renewal, CancellationToken cancellationToken)
    {
        var haveEnded = await _connections.HaveEndedAsync(cancellationToken).ConfigureAwait(false);

        // An abandoned read must not confirm: a later read may have found less, and memory holds what that one knew.
        cancellationToken.ThrowIfCancellationRequested();

        // An abort that hangs holds up the confirmation, so that a fence names this node, but not the lease.
        _confirmable = haveEnded ? renewal.Mark : _confirmable;
        return await _nodes!.ConfirmPositionAsync(node, _confirmable, cancellationToken).ConfigureAwait(false)
            ? renewal
            : new Renewal(renewal.Mark, Lease: null, IsPastGone: !await _store.HoldsAsync(renewal.Mark, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Renewal> ReadToEndAsync(FeedMark? known, CancellationToken cancellationToken)
    {
        while (true)
        {
            var lease = new Lease(_timeProvider.GetTimestamp(), _clock.GetCurrentInstant(), _timeProvider, _options.MaxStaleness);
            if (known is not { } mark)
            {
                // Nothing is cached yet, so there is nothing to evict: begin at the end. Connections may be older than what was missed.
                var end = await _store.ReadEndAsync(cancellationToken).ConfigureAwait(false);
                await _connections.AbortRevokedAsync(cancellationToken).ConfigureAwait(false);
                return new Renewal(end, lease);
            }

            switch (await _store.ReadFromAsync(mark, cancellationToken).ConfigureAwait(false))
            {
                case null:
                    return new Renewal(mark, Lease: null, IsPastGone: true);
                case []:
                    return new Renewal(mark, lease);
                case var entries:
                    foreach (var entry in entries)
                    {
                        _accounts.Evict(entry.AccountId);
                    }

                    await _connections.AbortRevokedAsync(entries.Select(entry => entry.AccountId), cancellationToken).ConfigureAwait(false);
                    known = FeedMark.Of(entries[^1]);
                    break;
            }
        }
    }

    /// <summary>A node that was forgotten, or whose past is gone, comes back as another one, which knows nothing.</summary>
    private void StartAgain(NodeId node, Renewal failed)
    {
        // The lease first: nothing is judged by memory while it is cleared.
        _lease = null;
        _accounts.Clear();
        _mark = null;
        _confirmable = FeedMark.Start;
        _former = _former.Add(node);
        _node = NodeId.New(_options.NodeName);
        if (failed.IsPastGone)
        {
            _continuity.Lost();
            ValidationLog.PastGone(_logger, node, failed.Mark.ChangeId, failed.Mark.Position.Value);
        }
        else
        {
            ValidationLog.NodeForgotten(_logger, node);
        }

        _continuity.Unregistered();
    }

    private async Task LeaveAsync()
    {
        await _connections.CloseAsync().ConfigureAwait(false);
        try
        {
            if (_nodes is not null)
            {
                using var timeout = new CancellationTokenSource(PatienceToLeave, _timeProvider);
                await _nodes.RemoveNodeAsync(_node, FeedPosition.End, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The next fence waits it out instead.
            ValidationLog.NotLeft(_logger, _node, exception);
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
                await PauseAfterFailureAsync(stopping).ConfigureAwait(false);
                return;
            }

            await (await Task.WhenAny(
                demand, _store.WaitForFeedAsync(_mark!.Value.Position, _options.RenewalInterval, waiting.Token)).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The container ends; so does the loop.
        }
        catch (Exception exception)
        {
            // Waking is a courtesy: without it the feed is read all the same, a little later.
            _failures.Write(exception, ValidationLog.FeedWaitFailed);
            await Task.Delay(FirstPauseAfterFailure, _timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await waiting.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// How a renewal ended: with the mark that was reached, or that was looked for, and a lease, unless the store did not confirm the mark or this
    /// node must start again.
    /// </summary>
    private sealed record Renewal(FeedMark Mark, Lease? Lease, bool IsPastGone = false, Exception? Unconfirmed = null);

    /// <summary>Longer with each failure in a row, up to the interval at which a working feed is read.</summary>
    private Task PauseAfterFailureAsync(CancellationToken stopping)
    {
        var pause = _pauseAfterFailure < _options.RenewalInterval ? _pauseAfterFailure : _options.RenewalInterval;
        _pauseAfterFailure = pause * 2;
        return Task.Delay(pause, _timeProvider, stopping);
    }
}
