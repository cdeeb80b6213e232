using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>The in-memory store in the role of a database server: it outlives its connections, accepts many, and can be killed.</summary>
internal sealed class MemoryServer
{
    private readonly RestorableStore _store = new();
    private int _lives;

    public IApiAccessStore Store => _store;

    /// <summary>Gets the lock of the feed: a transaction of a host holds it until it ends.</summary>
    public SemaphoreSlim Writer { get; } = new(1, 1);

    public IApiAccessStore Connect() => new Connection(this, _lives, _store);

    public Task BackUpAsync() => _store.BackUpAsync();

    public Task RestoreAsync() => _store.RestoreAsync();

    public void Kill() => Interlocked.Increment(ref _lives);

    private sealed class Connection(MemoryServer server, int life, IApiAccessStore store) : FullStore(store)
    {
        public override ITransactionJoin Joins { get; } = new MemoryJoin(server);

        private bool IsBroken => Volatile.Read(ref server._lives) != life;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (IsBroken)
            {
                throw new StoreUnavailableException();
            }

            var result = await CommitAloneAsync(change, after, cancellationToken);

            // The result is on its way back: a kill may happen now.
            await Task.Yield();
            return IsBroken ? throw new CommitOutcomeUnknownException() : result;
        }

        private async Task<CommitResult> CommitAloneAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            await server.Writer.WaitAsync(cancellationToken);
            try
            {
                return await Inner.CommitAsync(change, after, cancellationToken);
            }
            finally
            {
                server.Writer.Release();
            }
        }
    }
}
