using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>The in-memory store in the role of a database server: it outlives its connections, accepts many, and can be killed.</summary>
internal sealed class MemoryServer
{
    private readonly RestorableStore _store = new();
    private int _lives;

    public IApiAccessStore Connect() => new Connection(this, _lives, _store);

    public Task BackUpAsync() => _store.BackUpAsync();

    public Task RestoreAsync() => _store.RestoreAsync();

    public void Kill() => Interlocked.Increment(ref _lives);

    private sealed class Connection(MemoryServer server, int life, IApiAccessStore store) : FullStore(store)
    {
        private bool IsBroken => Volatile.Read(ref server._lives) != life;

        public override async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            if (IsBroken)
            {
                throw new StoreUnavailableException();
            }

            var result = await Inner.CommitAsync(change, after, cancellationToken);

            // The result is on its way back: a kill may happen now.
            await Task.Yield();
            return IsBroken ? throw new CommitOutcomeUnknownException() : result;
        }
    }
}
