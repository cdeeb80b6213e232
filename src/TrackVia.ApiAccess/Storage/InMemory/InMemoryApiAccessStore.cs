namespace TrackVia.ApiAccess.Storage;

/// <summary>The reference store: everything in this process's memory, gone with it. For tests, demonstrations and first steps.</summary>
/// <remarks>Safe for use by many threads. It grows with every change and forgets none.</remarks>
public sealed class InMemoryApiAccessStore : IApiAccessStore, INodeRegistry, ITokenUsageStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, Account> _accounts = [];
    private readonly Dictionary<CredentialDigest, AccountId> _apiKeys = [];
    private readonly List<FeedEntry> _feed = [];
    private readonly Dictionary<NodeId, RegisteredNode> _nodes = [];
    private TaskCompletionSource _nextChange = NewSignal();

    /// <inheritdoc/>
    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_accounts.TryGetValue(accountId, out var account) ? account.State : AccountAccess.Empty(accountId));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(apiKeyDigests);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
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
        lock (_gate)
        {
            if (!_accounts.TryGetValue(change.AccountId, out var account))
            {
                account = new Account(AccountAccess.Empty(change.AccountId));
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

            var entry = new FeedEntry(new FeedPosition(_feed.Count + 1), change);
            _feed.Add(entry);
            account.Commit(entry, after);
            _accounts[change.AccountId] = account;
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
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<FeedEntry>>(Page(_feed, after.Value, maxCount));
        }
    }

    /// <inheritdoc/>
    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(new FeedPosition(_feed.Count));
        }
    }

    /// <inheritdoc/>
    public async Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task nextChange;
        lock (_gate)
        {
            if (_feed.Count > after.Value)
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
            // The time is over: the caller reads the feed either way.
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<AccessChange>>(_accounts.TryGetValue(accountId, out var account)
                ? Page(account.History, afterVersion, maxCount).ConvertAll(entry => entry.Change!)
                : []);
        }
    }

    /// <inheritdoc/>
    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var agreed = _nodes.Values.FirstOrDefault()?.MaxStaleness ?? maxStaleness;
            if (agreed == maxStaleness)
            {
                _nodes.TryAdd(node, new RegisteredNode { Id = node, MaxStaleness = maxStaleness, Confirmed = FeedPosition.Start });
            }

            return Task.FromResult(agreed);
        }
    }

    /// <inheritdoc/>
    public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_nodes.TryGetValue(node, out var registered) || !Holds(mark))
            {
                return Task.FromResult(false);
            }

            if (mark.Position > registered.Confirmed)
            {
                _nodes[node] = registered with { Confirmed = mark.Position };
            }

            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<RegisteredNode>>([.. _nodes.Values]);
        }
    }

    /// <inheritdoc/>
    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_nodes.TryGetValue(node, out var registered) && registered.Confirmed < unlessConfirmed)
            {
                _nodes.Remove(node);
            }

            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(usages);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            foreach (var use in usages)
            {
                _accounts.GetValueOrDefault(use.AccountId)?.Record(use);
            }

            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>(
                _accounts.TryGetValue(accountId, out var account) ? account.Uses.ToDictionary() : []);
        }
    }

    private static List<FeedEntry> Page(List<FeedEntry> entries, long after, int take)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, IApiAccessStore.MaxPageSize);
        return after >= entries.Count ? [] : entries.GetRange((int)after, Math.Min(take, entries.Count - (int)after));
    }

    private bool Holds(FeedMark mark) => mark == FeedMark.Start
        || (mark.Position.Value > 0 && mark.Position.Value <= _feed.Count && FeedMark.Of(_feed[(int)mark.Position.Value - 1]) == mark);

    private bool IsDuplicate(AccessChange change, AccountAccess state) => change switch
    {
        ApiKeyCreated created => state.ApiKey is not null || _apiKeys.ContainsKey(created.ApiKey.Digest),
        AuthTokenCreated created => state.FindToken(created.Token.Id) is not null || state.FindToken(created.Token.Digest) is not null,
        _ => false,
    };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Account(AccountAccess empty)
    {
        public AccountAccess State { get; private set; } = empty;

        /// <summary>The history: the change to version v stands at index v - 1.</summary>
        public List<FeedEntry> History { get; } = [];

        /// <summary>The last uses of the tokens that are there.</summary>
        public Dictionary<AuthTokenId, TokenUsage> Uses { get; } = [];

        public FeedEntry? Find(AccessChange change) =>
            change.Version <= History.Count && History[(int)change.Version - 1] is var entry && entry.ChangeId == change.Id ? entry : null;

        public void Commit(FeedEntry entry, AccountAccess after)
        {
            History.Add(entry);
            State = after;
            if (entry.Change is AuthTokenDeleted { TokenId: var deleted })
            {
                Uses.Remove(deleted);
            }
        }

        public void Record(in TokenUsage use)
        {
            if (State.FindToken(use.TokenId) is not null && (!Uses.TryGetValue(use.TokenId, out var known) || use.At > known.At))
            {
                Uses[use.TokenId] = use;
            }
        }
    }
}
