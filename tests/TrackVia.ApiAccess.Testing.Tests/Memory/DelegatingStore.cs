using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>Passes every call on; who derives from it changes one thing.</summary>
internal abstract class DelegatingStore(IApiAccessStore inner) : IApiAccessStore
{
    protected IApiAccessStore Inner => inner;

    public virtual Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => inner.LoadAsync(accountId, cancellationToken);

    public virtual Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeys, CancellationToken cancellationToken) => inner.FindAccountsAsync(apiKeys, cancellationToken);

    public virtual Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        inner.CommitAsync(change, after, cancellationToken);

    public virtual Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int take, CancellationToken cancellationToken) =>
        inner.ReadFeedAsync(after, take, cancellationToken);

    public virtual Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => inner.GetFeedEndAsync(cancellationToken);

    public virtual Task WaitForFeedAsync(FeedPosition after, TimeSpan atMost, CancellationToken cancellationToken) =>
        inner.WaitForFeedAsync(after, atMost, cancellationToken);

    public virtual Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(
        AccountId accountId, long afterVersion, int take, CancellationToken cancellationToken) =>
        inner.ReadHistoryAsync(accountId, afterVersion, take, cancellationToken);
}
