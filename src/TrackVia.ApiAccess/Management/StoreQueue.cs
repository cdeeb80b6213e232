using System.Diagnostics.CodeAnalysis;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Management;

/// <summary>
/// Lets few management calls reach the store at the same time; the others queue. So validations and the renewal of this node's lease, which
/// do not queue here, always find a connection (T51).
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody takes holds nothing to dispose of.")]
internal sealed class StoreQueue(TimeSpan timeout)
{
    public const int MaxConcurrentCalls = 8;

    private readonly SemaphoreSlim _places = new(MaxConcurrentCalls);

    /// <summary>Calls the store when it is this call's turn.</summary>
    /// <exception cref="StoreUnavailableException">The turn did not come in time; the store was not called.</exception>
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
