using System.Diagnostics.CodeAnalysis;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>
/// Limits the number of management calls that use the store at the same time; the others queue. Validations and the renewal of this
/// node's lease do not queue here, so they always find a connection (T51).
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody takes holds nothing to dispose of.")]
internal sealed class StoreQueue(TimeSpan timeout)
{
    public const int MaxConcurrentCalls = 8;

    private readonly SemaphoreSlim _places = new(MaxConcurrentCalls);

    /// <summary>Calls the store once the queue admits this call.</summary>
    /// <exception cref="StoreUnavailableException">The queue did not admit the call in time; the store was not called.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(timeout, cancellationToken).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(
                $"The store was not called: {MaxConcurrentCalls} management calls were under way for {timeout.TotalSeconds} s. Nothing was changed; try again later.");
        }

        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }
}
