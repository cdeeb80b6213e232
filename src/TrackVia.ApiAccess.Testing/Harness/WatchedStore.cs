using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>The store under test, with a log of its calls.</summary>
internal sealed class WatchedStore(IApiAccessStore inner, CallLog log) : IApiAccessStore
{
    public IApiAccessStore Inner => inner;

    public INodeRegistry? Nodes => inner.Nodes;

    public ITokenUsageStore? Usage => inner.Usage;

    public ITransactionJoin? Joins => inner.Joins;

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => WatchAsync(
        () => $"load '{accountId}'", () => inner.LoadAsync(accountId, cancellationToken), account => $"version {account.Version}");

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) => WatchAsync(
        () => $"find the accounts of {apiKeyDigests.Count} API keys", () => inner.FindAccountsAsync(apiKeyDigests, cancellationToken), found => $"{found.Count}");

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) => WatchAsync(
        () => $"commit {Text.Of(change)}", () => inner.CommitAsync(change, after, cancellationToken), Text.Of);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) => WatchAsync(
        () => $"read {maxCount} of the feed after {after.Value}", () => inner.ReadFeedAsync(after, maxCount, cancellationToken), page => $"{page.Count} entries");

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => WatchAsync(
        () => "get the feed's end", () => inner.GetFeedEndAsync(cancellationToken), end => $"{end.Value}");

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) => WatchAsync(
        () => $"wait for the feed after {after.Value}, at most {timeout}",
        async () =>
        {
            await inner.WaitForFeedAsync(after, timeout, cancellationToken);
            return "ended";
        },
        over => over);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) => WatchAsync(
        () => $"read {maxCount} of the history of '{accountId}' after {afterVersion}",
        () => inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken),
        page => $"{page.Count} changes");

    private async Task<T> WatchAsync<T>(Func<string> call, Func<Task<T>> run, Func<T, string> tell)
    {
        try
        {
            var answer = await run()
                ?? throw new ExpectationFailedException("a result", $"null as the result of: {call()}");
            log.Add(() => $"{call()}: {tell(answer)}");
            return answer;
        }
        catch (Exception exception)
        {
            log.Add(() => $"{call()}: {exception.GetType().Name}");
            throw;
        }
    }
}
