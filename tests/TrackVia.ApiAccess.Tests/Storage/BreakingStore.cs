using System.Collections.Concurrent;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

public enum Break
{
    Unavailable,
    UnknownBeforeStoring,
    UnknownAfterStoring,
    Conflict,
    Duplicate,
}

/// <summary>An in-memory store that fails as a test specifies, commit by commit, and then works.</summary>
internal sealed class BreakingStore(params IEnumerable<Break> breaks) : IApiAccessStore
{
    private readonly InMemoryApiAccessStore _inner = new();
    private readonly ConcurrentQueue<Break> _breaks = new(breaks);
    private readonly ConcurrentQueue<(AccessChange Change, bool CanBeCancelled)> _commits = [];

    public void BreakNext(Break fault) => _breaks.Enqueue(fault);

    /// <summary>The arguments of every commit, in order.</summary>
    public IReadOnlyList<(AccessChange Change, bool CanBeCancelled)> Commits => [.. _commits];

    /// <summary>Runs when a commit begins, so that a rival can commit or the caller can cancel in between.</summary>
    public Func<Task> BeforeCommit { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when an account is loaded and not yet handed out.</summary>
    public Func<Task> AfterLoad { get; set; } = () => Task.CompletedTask;

    /// <summary>What reads fail with.</summary>
    public Exception? ReadFault { get; set; }

    public async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        _commits.Enqueue((change, cancellationToken.CanBeCanceled));
        await BeforeCommit();
        cancellationToken.ThrowIfCancellationRequested();
        if (!_breaks.TryDequeue(out var next))
        {
            return await _inner.CommitAsync(change, after, cancellationToken);
        }

        if (next is Break.UnknownAfterStoring)
        {
            await _inner.CommitAsync(change, after, cancellationToken);
        }

        return next switch
        {
            Break.Conflict => CommitResult.Conflict,
            Break.Duplicate => CommitResult.DuplicateCredential,
            Break.Unavailable => throw new StoreUnavailableException(),
            _ => throw new CommitOutcomeUnknownException(),
        };
    }

    public async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        if (ReadFault is not null)
        {
            throw ReadFault;
        }

        var account = await _inner.LoadAsync(accountId, cancellationToken);
        await AfterLoad();
        return account;
    }

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) => ReadFault is null
            ? _inner.FindAccountsAsync(apiKeyDigests, cancellationToken)
            : Task.FromException<IReadOnlyDictionary<CredentialDigest, AccountId>>(ReadFault);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        _inner.ReadFeedAsync(after, maxCount, cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => _inner.GetFeedEndAsync(cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        _inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);
}
