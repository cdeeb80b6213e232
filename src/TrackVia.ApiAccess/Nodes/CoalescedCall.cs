namespace TrackVia.ApiAccess.Nodes;

/// <summary>Makes one call at a time. Whoever asks gets the result of a call that began after the question, and shares it with all who wait.</summary>
internal sealed class CoalescedCall<T>(Func<CancellationToken, Task<T>> call, TimeSpan patience, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<T>? _next;
    private bool _isCalling;

    public Task<T> RunAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isCalling)
            {
                _isCalling = true;
                _ = Task.Run(CallAsync, CancellationToken.None);
            }

            return _next.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task CallAsync()
    {
        while (true)
        {
            TaskCompletionSource<T> answered;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isCalling = false;
                    return;
                }

                (answered, _next) = (_next, null);
            }

            try
            {
                using var timeout = new CancellationTokenSource(patience, timeProvider);
                answered.SetResult(await call(timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                // Everyone who waits is told; each validation is unavailable, and says so (R25).
                answered.SetException(exception);
                _ = answered.Task.Exception;
            }
        }
    }
}
