namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// The reference store, which stores everything in the memory of this process, for tests, demonstrations and first steps.
/// </summary>
/// <remarks>Safe for use by many threads. Its memory use grows with every change. Its data is lost when the process ends.</remarks>
public sealed class InMemoryApiAccessStore : IApiAccessStore
{
    private readonly InMemoryData _data = new();
    private readonly Dictionary<CredentialDigest, AccountId> _apiKeys = [];
    private TaskCompletionSource _nextChange = NewSignal();

    /// <summary>Initializes an empty store.</summary>
    public InMemoryApiAccessStore()
    {
        Nodes = new InMemoryNodeRegistry(_data);
        Usage = new InMemoryTokenUsageStore(_data);
    }

    /// <inheritdoc/>
    public INodeRegistry Nodes { get; }

    /// <inheritdoc/>
    public ITokenUsageStore Usage { get; }

    /// <inheritdoc/>
    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_data.Gate)
        {
            return Task.FromResult(_data.Accounts.TryGetValue(accountId, out var account) ? account.State : AccountAccess.Empty(accountId));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(apiKeyDigests);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_data.Gate)
        {
            return Task.FromResult<IReadOnlyDictionary<CredentialDigest, AccountId>>(
                apiKeyDigests.Where(_apiKeys.ContainsKey).ToDictionary(digest => digest, digest => _apiKeys[digest]));
        }
    }

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);
        cancellationToken.ThrowIfCancellationRequested();

        TaskCompletionSource signal;
        CommitResult result;
        lock (_data.Gate)
        {
            if (!_data.Accounts.TryGetValue(change.AccountId, out var account))
            {
                account = new InMemoryAccount(AccountAccess.Empty(change.AccountId));
            }

            if (account.Find(change) is { } committedBefore)
            {
                return Task.FromResult(CommitResult.Committed(committedBefore.Position));
            }

            if (account.State.Version != change.Version - 1)
            {
                return Task.FromResult(CommitResult.Conflict);
            }

            if (IsDuplicate(change, account.State))
            {
                return Task.FromResult(CommitResult.DuplicateCredential);
            }

            var entry = new FeedEntry(new FeedPosition(_data.Feed.Count + 1), change);
            _data.Feed.Add(entry);
            account.Commit(entry, after);
            _data.Accounts[change.AccountId] = account;
            if (change is ApiKeyCreated created)
            {
                _apiKeys.Add(created.ApiKey.Digest, change.AccountId);
            }

            result = CommitResult.Committed(entry.Position);
            (signal, _nextChange) = (_nextChange, NewSignal());
        }

        signal.SetResult();
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_data.Gate)
        {
            return Task.FromResult<IReadOnlyList<FeedEntry>>(Page(_data.Feed, after.Value, maxCount));
        }
    }

    /// <inheritdoc/>
    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_data.Gate)
        {
            return Task.FromResult(new FeedPosition(_data.Feed.Count));
        }
    }

    /// <inheritdoc/>
    public async Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task nextChange;
        lock (_data.Gate)
        {
            if (_data.Feed.Count > after.Value)
            {
                return;
            }

            nextChange = _nextChange.Task;
        }

        try
        {
            await nextChange.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller reads the feed in either case.
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_data.Gate)
        {
            return Task.FromResult<IReadOnlyList<AccessChange>>(_data.Accounts.TryGetValue(accountId, out var account)
                ? Page(account.History, afterVersion, maxCount).ConvertAll(entry => entry.Change!)
                : []);
        }
    }

    private static List<FeedEntry> Page(List<FeedEntry> entries, long after, int maxCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, IApiAccessStore.MaxPageSize);
        return after >= entries.Count ? [] : entries.GetRange((int)after, Math.Min(maxCount, entries.Count - (int)after));
    }

    private bool IsDuplicate(AccessChange change, AccountAccess state) => change switch
    {
        ApiKeyCreated created => state.ApiKey is not null || _apiKeys.ContainsKey(created.ApiKey.Digest),
        AuthTokenCreated created => state.FindToken(created.Token.Id) is not null || state.FindToken(created.Token.Digest) is not null,
        _ => false,
    };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
