namespace TrackVia.ApiAccess.Validation.Feed;

/// <summary>The callers that wait for the next read of the feed. All of them share one read, which begins after they asked.</summary>
internal sealed class PendingReads
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<bool> _next = NewRead();
    private TaskCompletionSource _demand = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isFailing;

    /// <summary>Gets a value indicating whether the newest read failed.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>Requests a read and waits for it. While reads fail, the result is <see langword="false"/> immediately.</summary>
    public Task<bool> DemandAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _demand.TrySetResult();
            return _isFailing ? Task.FromResult(false) : _next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for the next read without requesting one.</summary>
    public Task<bool> WaitAsync()
    {
        lock (_gate)
        {
            return _next.Task;
        }
    }

    /// <summary>Starts a read, which serves every caller that has asked by now.</summary>
    /// <returns>The callers' result, and a task that completes when a caller asks for the read after this one.</returns>
    public (TaskCompletionSource<bool> Read, Task Demand) Begin()
    {
        lock (_gate)
        {
            (var read, _next) = (_next, NewRead());
            _demand = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (read, _demand.Task);
        }
    }

    /// <summary>Ends a read.</summary>
    public void End(TaskCompletionSource<bool> read, bool isRenewed)
    {
        read.TrySetResult(isRenewed);
        lock (_gate)
        {
            _isFailing = !isRenewed;
            if (_isFailing)
            {
                // A caller that joined during the read does not wait for a second failure: it queries the store immediately.
                _next.TrySetResult(false);
                _next = NewRead();
            }
        }
    }

    /// <summary>Completes every wait, because there will be no further read.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _next.TrySetResult(false);

            // A store whose wait ignores its cancellation no longer delays the loop.
            _demand.TrySetResult();
        }
    }

    private static TaskCompletionSource<bool> NewRead() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
