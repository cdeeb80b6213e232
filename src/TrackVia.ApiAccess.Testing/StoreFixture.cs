using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing;

/// <summary>The one seam that a storage team implements: it opens the store under test on storage of its own, and states what the store is.</summary>
/// <remarks>
/// Each case gets a fixture of its own, on storage that is empty at first and that no other test uses: a new file, schema or key prefix.
/// A case uses a fixture from several threads, but never opens, closes and kills at the same time.
/// </remarks>
public abstract class StoreFixture : IAsyncDisposable
{
    /// <summary>Gets what the store is. It decides which cases apply; there is no other way to leave a case out.</summary>
    public abstract StoreTraits Traits { get; }

    /// <summary>Gets the sizes of the cases.</summary>
    /// <value>Default: <see cref="StoreConformanceSettings.Default"/>.</value>
    public virtual StoreConformanceSettings Settings => StoreConformanceSettings.Default;

    /// <summary>Opens a handle on this fixture's storage: the first time it is empty, later it holds what was committed.</summary>
    /// <remarks>
    /// A <see cref="StoreTraits.Durable"/> store is opened again after all its handles were closed, a <see cref="StoreTraits.Shared"/>
    /// one while others are open. Any other store is opened again only to see whether a trait was left out; it may throw.
    /// </remarks>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The handle.</returns>
    public abstract ValueTask<IApiAccessStore> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Closes a handle in good order. The default disposes it, where it can be disposed.</summary>
    /// <param name="store">What <see cref="OpenAsync"/> gave.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
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

    /// <summary>Kills what stores as a power cut would (<c>kill -9</c>), while calls are under way, and makes it able to start again.</summary>
    /// <remarks>
    /// Only for stores that state <see cref="StoreTraits.Killable"/>. <see cref="OpenAsync"/> follows. Handles that were open are not closed any
    /// more: what they hold is for <see cref="DisposeAsync"/>.
    /// </remarks>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the storage is dead and can be opened again.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask KillAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.Killable)} and does not override {nameof(KillAsync)}. Override it, or do not state it.");

    /// <summary>Takes a backup of the storage as it is, while handles are open.</summary>
    /// <remarks>Only for stores that state <see cref="StoreTraits.Restorable"/>.</remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that ends when the backup is complete.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask BackUpAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.Restorable)} and does not override {nameof(BackUpAsync)}. Override it, or do not state it.");

    /// <summary>Restores the backup that was taken last, as an operator does it under running hosts: handles that are open stay open.</summary>
    /// <remarks>Only for stores that state <see cref="StoreTraits.Restorable"/>.</remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that ends when the storage is as it was at the backup.</returns>
    /// <exception cref="NotSupportedException">The fixture does not override it.</exception>
    public virtual ValueTask RestoreAsync(CancellationToken cancellationToken) => throw new NotSupportedException(
        $"{GetType().Name} states {nameof(StoreTraits.Restorable)} and does not override {nameof(RestoreAsync)}. Override it, or do not state it.");

    /// <summary>Removes the storage. The default does nothing.</summary>
    /// <returns>A task that ends when the storage is gone.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
