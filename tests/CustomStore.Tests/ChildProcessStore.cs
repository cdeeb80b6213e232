using System.Diagnostics;
using System.Globalization;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace CustomStore.Tests;

/// <summary>A handle that commits in a process of its own, which can be killed, and reads the folder itself.</summary>
internal sealed class ChildProcessStore(string folder) : IApiAccessStore, IDisposable
{
    private readonly JsonFileStore _reader = new(folder);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Process _process = Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(ChildProcessStore).Assembly.Location, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _turn.Dispose();
    }

    public async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _process.StandardInput.WriteAsync($"{AccountSerializer.Serialize(change)}\n{AccountSerializer.Serialize(after)}\n");
            await _process.StandardInput.FlushAsync(CancellationToken.None);
            var answer = await _process.StandardOutput.ReadLineAsync(CancellationToken.None) ?? throw new CommitOutcomeUnknownException();
            return answer.Split(' ') switch
            {
                [nameof(CommitOutcome.Committed), var place] => CommitResult.Committed(new(long.Parse(place, CultureInfo.InvariantCulture))),
                [nameof(CommitOutcome.Conflict), _] => CommitResult.Conflict,
                _ => CommitResult.DuplicateCredential,
            };
        }
        catch (IOException exception)
        {
            throw new CommitOutcomeUnknownException("The process died.", exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => _reader.LoadAsync(accountId, cancellationToken);

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) => _reader.FindAccountsAsync(apiKeyDigests, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        _reader.ReadFeedAsync(after, maxCount, cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => _reader.GetFeedEndAsync(cancellationToken);

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        _reader.WaitForFeedAsync(after, timeout, cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        _reader.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);
}
