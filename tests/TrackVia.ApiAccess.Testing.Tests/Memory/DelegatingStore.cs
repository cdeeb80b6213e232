using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>Passes every call on. A derived store changes one thing.</summary>
internal abstract class DelegatingStore(IApiAccessStore inner) : IApiAccessStore
{
    protected IApiAccessStore Inner => inner;

    public virtual INodeRegistry? Nodes => inner.Nodes;

    public virtual ITokenUsageStore? Usage => inner.Usage;

    public virtual ITransactionJoin? Joins => inner.Joins;

    public virtual Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => inner.LoadAsync(accountId, cancellationToken);

    public virtual Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) => inner.FindAccountsAsync(apiKeyDigests, cancellationToken);

    public virtual Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        inner.CommitAsync(change, after, cancellationToken);

    public virtual Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        inner.ReadFeedAsync(after, maxCount, cancellationToken);

    public virtual Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => inner.GetFeedEndAsync(cancellationToken);

    public virtual Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        inner.WaitForFeedAsync(after, timeout, cancellationToken);

    public virtual Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        inner.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);
}
