using System.Data;
using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>A transaction of a host on a <see cref="MemoryServer"/>. The first change locks the server, as the feed's counter does in a database.</summary>
internal sealed class MemoryTransaction(MemoryServer server) : DbTransaction
{
    private bool _isLocked;

    public MemoryServer Server => server;

    public bool IsFinished { get; private set; }

    /// <summary>Gets what is staged, each with its position and the account after it.</summary>
    public List<(FeedEntry Entry, AccountAccess After)> Staged { get; } = [];

    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

    protected override DbConnection? DbConnection => null;

    public async Task LockAsync(CancellationToken cancellationToken)
    {
        if (!_isLocked)
        {
            await server.Writer.WaitAsync(cancellationToken);
            _isLocked = true;
        }
    }

    public override void Commit()
    {
        foreach (var (entry, after) in Staged)
        {
            server.Store.CommitAsync(entry.Change!, after, CancellationToken.None).GetAwaiter().GetResult();
        }

        Rollback();
    }

    public override void Rollback()
    {
        IsFinished = true;
        Staged.Clear();
        if (_isLocked)
        {
            _isLocked = false;
            server.Writer.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!IsFinished)
        {
            Rollback();
        }

        base.Dispose(disposing);
    }
}
