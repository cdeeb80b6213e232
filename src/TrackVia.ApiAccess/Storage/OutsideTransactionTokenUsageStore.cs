namespace TrackVia.ApiAccess.Storage;

/// <summary>Calls any token usage store outside the caller's ambient transaction.</summary>
internal sealed class OutsideTransactionTokenUsageStore(ITokenUsageStore usage) : ITokenUsageStore
{
    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => usage.RecordUsageAsync(usages, cancellationToken));

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        OutsideTransaction.RunAsync(() => usage.ReadUsageAsync(accountId, cancellationToken));
}
