using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing;

/// <summary>
/// The one class that a storage team writes to run the kit. It opens the store under test on storage of its own, and states the store's
/// traits.
/// </summary>
/// <remarks>
/// Each case receives a fixture of its own, on storage that is empty at first and that no other test uses: a new file, schema or key
/// prefix.
/// A case uses a fixture from several threads, but never opens, closes and kills at the same time.
/// </remarks>
public abstract class StoreFixture : IAsyncDisposable
{
    /// <summary>Gets the store's traits. Only the traits decide which cases apply.</summary>
    public abstract StoreTraits Traits { get; }

    /// <summary>Gets the sizes of the cases.</summary>
    /// <value>Default: <see cref="StoreConformanceSettings.Default"/>.</value>
    public virtual StoreConformanceSettings Settings => StoreConformanceSettings.Default;

    /// <summary>
    /// Opens a handle on this fixture's storage. The storage is empty the first time, and later holds what was committed.
    /// </summary>
    /// <remarks>
    /// A <see cref="StoreTraits.Durable"/> store is opened again after all its handles were closed, and a <see cref="StoreTraits.Shared"/>
    /// one while other handles are open. Any other store is opened again only to check whether a trait was left out; it may throw.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The handle.</returns>
    public abstract ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Closes a handle cleanly. The default disposes it if it is disposable.</summary>
    /// <param name="store">The handle that <see cref="OpenAsync"/> returned.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that ends when the handle is closed.</returns>
    public virtual async ValueTask CloseAsync(IApiAccessStore store, CancellationToken cancellationToken)
    {
        if (store is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (store as IDisposable)?.Dispose();
        }
    }

    /// <summary>
    /// Kills the process that stores (<c>kill -9</c>), as a power cut would, while calls are in progress, and prepares the storage to be
    /// opened again.
    /// </summary>
    /// <remarks>
    /// Only for stores that state <see cref="StoreTraits.Killable"/>. <see cref="OpenAsync"/> is called next. Handles that were open are
    /// no longer closed: <see cref="DisposeAsync"/> releases what they hold.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that ends when the storage is dead and can be opened again.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask KillAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.Killable)} and does not override {nameof(KillAsync)}. Override it, or do not state it.");

    /// <summary>Takes a backup of the storage while handles are open.</summary>
    /// <remarks>Only for stores that state <see cref="StoreTraits.Restorable"/>.</remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that ends when the backup is complete.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask BackUpAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.Restorable)} and does not override {nameof(BackUpAsync)}. Override it, or do not state it.");

    /// <summary>Restores the latest backup, as an operator does under running hosts. Open handles stay open.</summary>
    /// <remarks>Only for stores that state <see cref="StoreTraits.Restorable"/>.</remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that ends when the storage is as it was at the backup.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask RestoreAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.Restorable)} and does not override {nameof(RestoreAsync)}. Override it, or do not state it.");

    /// <summary>Begins a transaction of a host on this fixture's storage, on a connection of its own.</summary>
    /// <remarks>
    /// Only for stores that state <see cref="StoreTraits.JoinsTransactions"/>. The case commits the transaction or rolls it back, and disposes it
    /// and its connection. Several transactions may be open at the same time; if the storage has only one writer, the call waits.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A transaction that has begun, and that the store must accept.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.JoinsTransactions)} and does not override {nameof(BeginTransactionAsync)}. Override it, or do not state it.");

    /// <summary>Begins a transaction of the same driver on other storage, which also has the store's tables.</summary>
    /// <remarks>Only for stores that state <see cref="StoreTraits.JoinsTransactions"/>. The store must refuse the transaction.</remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A transaction that has begun, on a connection of its own.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask<DbTransaction> BeginTransactionElsewhereAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.JoinsTransactions)} and does not override {nameof(BeginTransactionElsewhereAsync)}. Override it, or do not state it.");

    /// <summary>Removes the storage. The default does nothing.</summary>
    /// <returns>A task that ends when the storage is gone.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
