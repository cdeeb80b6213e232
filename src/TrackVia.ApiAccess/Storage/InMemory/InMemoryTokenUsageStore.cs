namespace TrackVia.ApiAccess.Storage;

/// <summary>The last usage of the tokens of the in-memory store.</summary>
internal sealed class InMemoryTokenUsageStore(InMemoryData data) : ITokenUsageStore
{
    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(usages);
        cancellationToken.ThrowIfCancellationRequested();
        lock (data.Gate)
        {
            foreach (var usage in usages)
            {
                data.Accounts.GetValueOrDefault(usage.AccountId)?.Record(usage);
            }

            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (data.Gate)
        {
            return Task.FromResult<IReadOnlyDictionary<AuthTokenId, TokenUsage>>(
                data.Accounts.TryGetValue(accountId, out var account) ? account.Usage.ToDictionary() : []);
        }
    }
}
