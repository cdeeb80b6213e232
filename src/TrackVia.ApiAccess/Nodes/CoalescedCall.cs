namespace TrackVia.ApiAccess.Nodes;

/// <summary>
/// Runs one call at a time. A caller receives the result of a call that began after the request, and shares it with all waiting callers.
/// </summary>
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
                // Passed to all waiting callers: each of their validations is reported as unavailable (R25).
                answered.SetException(exception);
                _ = answered.Task.Exception;
            }
        }
    }
}
