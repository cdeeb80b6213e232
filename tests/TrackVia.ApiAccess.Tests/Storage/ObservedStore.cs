using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>A node's connection to a shared store. It counts the node's reads, and delays or fails them as a test specifies.</summary>
internal class ObservedStore(IApiAccessStore inner) : IApiAccessStore
{
    private int _loads;
    private int _finds;
    private int _feedReads;
    private int _concurrentFinds;
    private int _mostConcurrentFinds;

    public virtual INodeRegistry? Nodes => null;

    public virtual ITokenUsageStore? Usage => null;

    public virtual ITransactionJoin? Joins => inner.Joins;

    public int Loads => _loads;

    public int Finds => _finds;

    public int FeedReads => _feedReads;

    public int MostConcurrentFinds => _mostConcurrentFinds;

    /// <summary>Runs before an account is loaded.</summary>
    public Func<Task> BeforeLoad { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when an account was loaded and is not yet handed out.</summary>
    public Func<Task> AfterLoad { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before API keys are looked up.</summary>
    public Func<Task> BeforeFind { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when API keys were looked up and the answer is not yet handed out.</summary>
    public Func<Task> AfterFind { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before the feed or its end is read.</summary>
    public Func<Task> BeforeFeed { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before a history is read.</summary>
    public Func<Task> BeforeHistory { get; set; } = () => Task.CompletedTask;

    /// <summary>How this node is notified. The default is the store's own way.</summary>
    public Func<FeedPosition, TimeSpan, CancellationToken, Task> Wake { get; set; } = inner.WaitForFeedAsync;

    /// <summary>Never notifies this node, which then learns of changes only by its own reads.</summary>
    public void LoseNotifications() => Wake = (_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        await BeforeLoad();
        var account = await inner.LoadAsync(accountId, cancellationToken);
        await AfterLoad();
        return account;
    }

    public async Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _finds);
        var concurrent = Interlocked.Increment(ref _concurrentFinds);
        _mostConcurrentFinds = Math.Max(_mostConcurrentFinds, concurrent);
        try
        {
            await BeforeFind();
            var accounts = await inner.FindAccountsAsync(apiKeyDigests, cancellationToken);
            await AfterFind();
            return accounts;
        }
        finally
        {
            Interlocked.Decrement(ref _concurrentFinds);
        }
    }

    public async Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _feedReads);
        await BeforeFeed();
        return await inner.ReadFeedAsync(after, maxCount, cancellationToken);
    }

    public async Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _feedReads);
        await BeforeFeed();

        // Behaves like a store that ignores cancellation, and returns only after it was released.
        return await inner.GetFeedEndAsync(CancellationToken.None);
    }

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        Wake(after, timeout, cancellationToken);

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        inner.CommitAsync(change, after, cancellationToken);

    public async Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken)
    {
        await BeforeHistory();
        return await inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);
    }
}
