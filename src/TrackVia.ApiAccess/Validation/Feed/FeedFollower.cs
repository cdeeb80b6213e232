using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Connections;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation.Feed;

/// <summary>
/// Follows the change feed: first evicts, then confirms, then publishes the lease. The whole node shares one read at a time.
/// </summary>
/// <remarks>
/// The loop starts with the first catch-up that a caller requests, and ends when the node stops, at the latest with the container.
/// </remarks>
internal sealed class FeedFollower : IAsyncDisposable
{
    private static readonly TimeSpan FirstPauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly NodeServices _services;
    private readonly FeedReader _reader;
    private readonly ILogger _logger;
    private readonly FailureLog _failures;
    private readonly Lock _gate = new();
    private readonly PendingReads _reads = new();
    private readonly MinimumInterval _pace = new();
    private readonly CancellationTokenSource _stopping = new();
    private NodeMembership _membership;
    private Task? _loop;
    private Task? _stop;
    private FeedMark? _mark;
    private TimeSpan _pauseAfterFailure = FirstPauseAfterFailure;
    private volatile Lease? _lease;
    private volatile Exception? _failure;

    public FeedFollower(NodeServices services, FeedReader reader, OpenConnections connections, ILogger logger)
    {
        _services = services;
        _reader = reader;
        _membership = new NodeMembership(services, connections);
        _logger = logger;
        _failures = new FailureLog(logger, services.TimeProvider);
    }

    /// <summary>The newest lease. Read it before the snapshot that is used under it.</summary>
    public Lease? Lease => _lease;

    /// <summary>The reason why the newest read of the feed failed, if it failed.</summary>
    public Exception? Failure => _failure;

    /// <summary>Whether the feed is being followed: from the first catch-up on.</summary>
    public bool HasBegun => Volatile.Read(ref _loop) is not null;

    private TimeSpan RenewalInterval => _services.Options.RenewalInterval;

    /// <summary>Waits for a read of the feed that begins after this call; all callers share it.</summary>
    /// <returns>
    /// Whether the read reached the feed's end, and so renewed the lease. While reads fail, and once the node has stopped, the result is
    /// <see langword="false"/> immediately; while reads fail, the loop keeps trying.
    /// </returns>
    public Task<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_stop is not null)
            {
                return Task.FromResult(false);
            }

            _loop ??= OutsideTransaction.Start(() => FollowAsync(_stopping.Token));
        }

        return _reads.DemandAsync(cancellationToken);
    }

    /// <summary>Waits for the next read of the feed that begins after this call, without requesting one.</summary>
    /// <returns><see langword="true"/> if the read renewed the lease; otherwise, <see langword="false"/>.</returns>
    public Task<bool> WaitForReadAsync() => _reads.WaitAsync();

    /// <summary>Releases the lease and leaves, once, so that no fence waits for this node. The node takes no further lease.</summary>
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
        _lease = null;
        await _stopping.CancelAsync().ConfigureAwait(false);
        _reads.Stop();
        if (Volatile.Read(ref _loop) is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _lease = null;
            await _membership.LeaveAsync(_logger).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await _pace.WaitAsync().ConfigureAwait(false);
            var (read, demand) = _reads.Begin();
            var isRenewed = await TryRenewAsync(stopping).ConfigureAwait(false);
            _reads.End(read, isRenewed);
            await PauseAsync(isRenewed, demand, stopping).ConfigureAwait(false);
        }

        _reads.Stop();
    }

    private async Task<bool> TryRenewAsync(CancellationToken stopping)
    {
        // A read that takes longer than a lease lasts could not renew one: a half-open connection is given up here (T27).
        using var timeout = new CancellationTokenSource(_services.Options.MaxStaleness, _services.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            // If the store ignores cancellation, do not wait for it: a late result may evict, but it never renews a lease.
            var membership = _membership;
            var renewal = await RenewAsync(membership, _mark, linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
            if (renewal.Lease is { } lease)
            {
                (_mark, _lease) = (renewal.Mark, lease);
                membership.Established();
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
                StartAgain(renewal);
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
            _failures.Write(exception, FeedLog.FeedUnreadable);
        }
    }

    /// <summary>Registers the node if necessary, reads the feed to its end, and confirms the position.</summary>
    /// <returns>The mark that the read reached, and the lease; no lease if the node's data may be wrong.</returns>
    private async Task<Renewal> RenewAsync(NodeMembership membership, FeedMark? known, CancellationToken cancellationToken)
    {
        if (known is null)
        {
            await membership.RegisterAsync(cancellationToken).ConfigureAwait(false);
        }

        var (mark, lease) = await _reader.ReadToEndAsync(known, cancellationToken).ConfigureAwait(false);
        if (lease is null)
        {
            return new Renewal(mark, Lease: null, IsPastGone: true);
        }

        if (!membership.HasRegistry)
        {
            return new Renewal(mark, lease);
        }

        // Nothing new to confirm: the current lease is enough for the waiting callers.
        if (mark == known && !_reads.IsFailing && _lease is { } current && !current.ShouldRenewAt(lease, RenewalInterval))
        {
            return new Renewal(mark, current);
        }

        try
        {
            return await membership.ConfirmAsync(mark, cancellationToken).ConfigureAwait(false)
                ? new Renewal(mark, lease)
                : new Renewal(mark, Lease: null, IsPastGone: !await _services.Store.HoldsAsync(mark, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (known is not null)
        {
            // The mark is remembered nevertheless: if its change is gone at the next read, this node knows that it existed.
            return new Renewal(mark, Lease: null, Unconfirmed: exception);
        }
    }

    /// <summary>
    /// Starts again under another id and with an empty cache, because the node is no longer registered or its past is gone.
    /// </summary>
    private void StartAgain(Renewal failed)
    {
        // The lease first: nothing is validated from memory while the cache is cleared.
        _lease = null;
        _reader.Forget();
        _mark = null;
        var node = _membership.Node;
        if (failed.IsPastGone)
        {
            _services.Continuity.Lost();
            FeedLog.PastGone(_logger, node, failed.Mark.ChangeId, failed.Mark.Position.Value);
        }
        else
        {
            FeedLog.NodeForgotten(_logger, node);
        }

        _membership = _membership.Renew();
    }

    /// <summary>Waits until the feed may have grown, a caller requests a read, or the lease is due for renewal.</summary>
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

            var feed = _services.Store.WaitForFeedAsync(_mark!.Value.Position, RenewalInterval, waiting.Token);
            await (await Task.WhenAny(demand, feed).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The container is disposed, so the loop ends.
        }
        catch (Exception exception)
        {
            // A wake-up is optional: without it the feed is still read, a little later.
            _failures.Write(exception, FeedLog.FeedWaitFailed);
            await Task.Delay(FirstPauseAfterFailure, _services.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await waiting.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns the delay after failures: longer with each consecutive failure, up to the interval at which a working feed is read.
    /// </summary>
    private Task PauseAfterFailureAsync(CancellationToken stopping)
    {
        var pause = _pauseAfterFailure < RenewalInterval ? _pauseAfterFailure : RenewalInterval;
        _pauseAfterFailure = pause * 2;
        return Task.Delay(pause, _services.TimeProvider, stopping);
    }

    /// <summary>
    /// The result of a renewal: the mark that was reached or looked for, and a lease, unless the store did not confirm the mark or this
    /// node must start again.
    /// </summary>
    private sealed record Renewal(FeedMark Mark, Lease? Lease, bool IsPastGone = false, Exception? Unconfirmed = null);
}
