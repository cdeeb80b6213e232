using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace StoreProcesses;

/// <summary>A handle that commits in a process of its own, which can be killed, and reads in this one.</summary>
/// <param name="location">Where the store is; <see cref="ServingProcess"/> receives it.</param>
/// <param name="reader">Answers all reads.</param>
internal sealed class CommittingProcess(string location, IApiAccessStore reader) : IApiAccessStore, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private ServingProcess? _process;
    private bool _isKilled;

    public void Kill()
    {
        _isKilled = true;
        _process?.Kill();
    }

    public void Dispose()
    {
        if (_isKilled)
        {
            _process?.Dispose();
        }
        else
        {
            _process?.Release();
        }

        _turn.Dispose();
    }

    public async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _process ??= _isKilled ? throw new StoreUnavailableException("The process was killed.") : await ServingProcess.RentAsync(location);
            return await _process.CommitAsync(change, after);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => reader.LoadAsync(accountId, cancellationToken);

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) => reader.FindAccountsAsync(apiKeyDigests, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        reader.ReadFeedAsync(after, maxCount, cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => reader.GetFeedEndAsync(cancellationToken);

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        reader.WaitForFeedAsync(after, timeout, cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        reader.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);
}
