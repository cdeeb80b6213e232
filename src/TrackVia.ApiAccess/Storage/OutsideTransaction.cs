using System.Transactions;

namespace TrackVia.ApiAccess.Storage;

/// <summary>Runs calls of a store outside the caller's <see cref="TransactionScope"/>.</summary>
/// <remarks>
/// A driver that enlisted would commit or roll back with the host, or fail half-way; the library would then acknowledge a change that is
/// not stored. The file is also compiled into the package of the SQL store, which a host may call directly.
/// </remarks>
internal static class OutsideTransaction
{
    public static bool IsAmbient
    {
        get
        {
            try
            {
                return Transaction.Current is not null;
            }
            catch (InvalidOperationException)
            {
                // The current transaction cannot be read between Complete() and the end of its scope.
                return true;
            }
        }
    }

    public static Task RunAsync(Func<Task> call) => IsAmbient ? Task.Run(() => SuppressAsync(call)) : call();

    public static Task<T> RunAsync<T>(Func<Task<T>> call) => IsAmbient ? Task.Run(() => SuppressAsync(call)) : call();

    /// <summary>
    /// Starts a loop that outlives its caller, without the caller's execution context. A transaction in it would be read while the caller
    /// ends it, and can then seem to be absent in one moment and present in the next.
    /// </summary>
    public static Task Start(Func<Task> loop)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(loop);
        }
    }

    // On another thread: the caller's scope may be bound to the caller's thread, and must be unchanged there.
    private static async Task SuppressAsync(Func<Task> call)
    {
        using var suppressed = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await call().ConfigureAwait(false);
    }

    private static async Task<T> SuppressAsync<T>(Func<Task<T>> call)
    {
        using var suppressed = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        return await call().ConfigureAwait(false);
    }
}
