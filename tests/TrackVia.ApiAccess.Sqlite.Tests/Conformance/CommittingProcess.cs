using System.Diagnostics;
using System.Globalization;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sqlite.Tests.Conformance;

/// <summary>A handle that commits in a process of its own, which can be killed, and reads in this one.</summary>
internal sealed class CommittingProcess(Process process, IApiAccessStore reader) : IApiAccessStore, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>What the process does: reads a change and the account after it, a line each, commits, and answers on a line.</summary>
    public static async Task ServeAsync(IApiAccessStore store, TextReader requests, TextWriter answers)
    {
        while (await requests.ReadLineAsync() is { } change && await requests.ReadLineAsync() is { } after)
        {
            var result = await store.CommitAsync(AccountSerializer.DeserializeChange(change), AccountSerializer.DeserializeAccount(after), CancellationToken.None);
            await answers.WriteLineAsync($"{result.Outcome} {result.Position.Value.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        _turn.Dispose();
    }

    public async Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await process.StandardInput.WriteAsync($"{AccountSerializer.Serialize(change)}\n{AccountSerializer.Serialize(after)}\n");
            await process.StandardInput.FlushAsync(CancellationToken.None);
            var answer = await process.StandardOutput.ReadLineAsync(CancellationToken.None) ?? throw new CommitOutcomeUnknownException();
            return answer.Split(' ') switch
            {
                [nameof(CommitOutcome.Committed), var place] => CommitResult.Committed(new(long.Parse(place, CultureInfo.InvariantCulture))),
                [nameof(CommitOutcome.Conflict), _] => CommitResult.Conflict,
                [nameof(CommitOutcome.DuplicateCredential), _] => CommitResult.DuplicateCredential,
                _ => throw new CommitOutcomeUnknownException($"The process answered '{answer}'."),
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
