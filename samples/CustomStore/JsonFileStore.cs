using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace CustomStore;

/// <summary>Keeps accounts in a folder of JSON files, which any number of processes may share.</summary>
/// <remarks>
/// <para>
/// A change is one file. It is written as a draft, and committed by linking it to the feed's next number: <c>link</c> fails if the name is
/// taken, so exactly one of all concurrent attempts succeeds. That is the whole compare-and-swap; no lock is needed.
/// </para>
/// <code>
/// feed/0000000000000000042          the change, and the account after it
/// accounts/HASH/0000000000000000007 the same file: the account's 7th change
/// keys/DIGEST                       the same file, if it created the API key
/// </code>
/// <para>
/// A process that is killed between two links leaves the feed's newest file without its other names. The next process that finds the file
/// adds them, so no change stays half done. Safe for use by many threads. Needs Linux and a local file system with hard links.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class JsonFileStore : IApiAccessStore
{
    // The time after which a wait notices a commit of any process.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly NumberedFiles _feed;
    private readonly string _accounts;
    private readonly string _keys;
    private readonly string _drafts;
    private readonly TimeProvider _timeProvider;
    private long _end;

    /// <summary>Opens a folder, and creates it if it does not exist, so that only its owner has access.</summary>
    /// <param name="folder">The folder. Everything in it is the store's.</param>
    /// <param name="timeProvider">The time in which the store waits for the feed. The default is the system's time.</param>
    public JsonFileStore(string folder, TimeProvider? timeProvider = null)
    {
        _feed = new NumberedFiles(Path.Combine(folder, "feed"));
        _accounts = Path.Combine(folder, "accounts");
        _keys = Path.Combine(folder, "keys");
        _drafts = Path.Combine(folder, "drafts");
        _timeProvider = timeProvider ?? TimeProvider.System;
        foreach (var path in new[] { folder, _feed.Folder, _accounts, _keys, _drafts })
        {
            Disk.CreateFolder(path);
        }
    }

    /// <inheritdoc/>
    // snippet: store-load
    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => AnswerAsync(
        () =>
        {
            _ = ReadEnd();
            return Load(accountId);
        },
        cancellationToken);
    // end snippet

    /// <inheritdoc/>
    // snippet: store-find
    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) => AnswerAsync(
        () =>
        {
            _ = ReadEnd();
            return (IReadOnlyDictionary<CredentialDigest, AccountId>)(
                from digest in apiKeyDigests
                let file = KeyOf(digest)
                where Disk.Exists(file)
                select (digest, ChangeFile.Read(file).Entry.AccountId)).ToDictionary();
        },
        cancellationToken);
    // end snippet

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);
        return AnswerAsync(() => Commit(change, after, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    // snippet: store-feed
    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) => AnswerAsync(
        () => (IReadOnlyList<FeedEntry>)_feed.Read(after.Value, Math.Min(maxCount, ReadEnd() - after.Value))
            .Select(file => file.Entry).ToList(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        AnswerAsync(() => new FeedPosition(ReadEnd()), cancellationToken);
    // end snippet

    /// <inheritdoc/>
    // snippet: store-wait
    public async Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (var left = timeout; left > TimeSpan.Zero; left -= PollInterval)
        {
            if (await AnswerAsync(() => _feed.Has(after.Value + 1), cancellationToken))
            {
                return;
            }

            await Task.Delay(left < PollInterval ? left : PollInterval, _timeProvider, cancellationToken);
        }
    }
    // end snippet

    /// <inheritdoc/>
    // snippet: store-history
    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) => AnswerAsync(
        () =>
        {
            _ = ReadEnd();
            var history = HistoryOf(accountId);
            return (IReadOnlyList<AccessChange>)history.Read(afterVersion, Math.Min(maxCount, history.FindLast() - afterVersion))
                .Select(file => file.Change).ToList();
        },
        cancellationToken);
    // end snippet

    // snippet: store-commit
    private CommitResult Commit(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        while (true)
        {
            // As long as the next place is free, all that is read below is one state.
            var place = new FeedPosition(ReadEnd() + 1);
            if (Refuse(change) is { } refusal)
            {
                if (!_feed.Has(place.Value))
                {
                    return refusal;
                }
            }
            else
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryCommit(new ChangeFile(new FeedEntry(place, change), after)))
                {
                    return CommitResult.Committed(place);
                }
            }
        }
    }

    /// <summary>
    /// Returns the result for a change that must not be stored, or not again; <see langword="null"/> for one that may be stored.
    /// </summary>
    private CommitResult? Refuse(AccessChange change)
    {
        var history = HistoryOf(change.AccountId);
        if (history.Has(change.Version) && history.Read(change.Version) is var committed && committed.Entry.ChangeId == change.Id)
        {
            return CommitResult.Committed(committed.Entry.Position);
        }

        return history.FindLast() != change.Version - 1 ? CommitResult.Conflict
            : IsDuplicate(change) ? CommitResult.DuplicateCredential
            : null;
    }
    // end snippet

    // snippet: store-link
    private bool TryCommit(ChangeFile file)
    {
        var draft = Path.Combine(_drafts, Guid.NewGuid().ToString("N"));
        Disk.Write(draft, file.ToJson());
        try
        {
            var isCommitted = Disk.TryLink(draft, _feed.PathOf(file.Entry.Position.Value));
            File.Delete(draft);
            if (isCommitted)
            {
                Finish(file.Entry);
            }

            return isCommitted;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw new CommitOutcomeUnknownException($"The disk of '{_feed.Folder}' failed during a commit. Commit the same change again to know.", exception);
        }
    }
    // end snippet

    // snippet: store-finish
    /// <summary>Finds the feed's end, durable and under all its names: nothing beyond it is shown, and no one commits beyond it.</summary>
    private long ReadEnd()
    {
        var known = Volatile.Read(ref _end);
        var end = _feed.FindLast(known);
        if (end > known)
        {
            Finish(_feed.Read(end).Entry);
        }

        return end;
    }

    /// <summary>Makes a committed change durable, and then visible. Any number of processes may do so at once.</summary>
    private void Finish(FeedEntry entry)
    {
        var file = _feed.PathOf(entry.Position.Value);
        Disk.Sync(_feed.Folder);
        var history = HistoryOf(entry.AccountId);
        if (entry.Version == 1)
        {
            Disk.CreateFolder(history.Folder);
        }

        Disk.TryLink(file, history.PathOf(entry.Version));
        Disk.Sync(history.Folder);
        if (entry.Change is ApiKeyCreated created)
        {
            Disk.TryLink(file, KeyOf(created.ApiKey.Digest));
            Disk.Sync(_keys);
        }

        Volatile.Write(ref _end, entry.Position.Value);
    }
    // end snippet

    private AccountAccess Load(AccountId accountId)
    {
        var history = HistoryOf(accountId);
        return history.FindLast() is > 0 and var version ? history.Read(version).After : AccountAccess.Empty(accountId);
    }

    // snippet: store-duplicate
    private bool IsDuplicate(AccessChange change) => change switch
    {
        ApiKeyCreated { ApiKey: var key } => Disk.Exists(KeyOf(key.Digest)) || Load(change.AccountId).ApiKey is not null,
        AuthTokenCreated { Token: var token } => Load(change.AccountId) is var account
            && (account.FindToken(token.Id) ?? account.FindToken(token.Digest)) is not null,
        _ => false,
    };
    // end snippet

    // snippet: store-names
    // An account id is not a valid file name: it may be too long, differ from another only in case, or end in a dot.
    private NumberedFiles HistoryOf(AccountId accountId) =>
        new(Path.Combine(_accounts, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(accountId.Value)))));

    private string KeyOf(CredentialDigest digest) => Path.Combine(_keys, Convert.ToHexStringLower(digest.ToArray()));
    // end snippet

    // snippet: store-answer
    private Task<T> AnswerAsync<T>(Func<T> work, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return work();
            }
            catch (Exception exception) when (IsFailure(exception))
            {
                throw new StoreUnavailableException($"'{_feed.Folder}' cannot be used: {exception.Message}", exception);
            }
        },
        cancellationToken);

    private static bool IsFailure(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or FormatException or JsonException;
    // end snippet
}
