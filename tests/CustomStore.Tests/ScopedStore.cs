using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.Storage;

namespace CustomStore.Tests;

/// <summary>A store that needs a scope for each call, as one over a host's <c>DbContext</c> does. Its database is a SQLite file.</summary>
internal sealed class ScopedStore(IServiceScopeFactory scopes) : IApiAccessStore, INodeRegistry, ITokenUsageStore
{
    public INodeRegistry Nodes => this;

    public ITokenUsageStore Usage => this;

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.FindAccountsAsync(apiKeyDigests, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.CommitAsync(change, after, cancellationToken));

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.ReadFeedAsync(after, maxCount, cancellationToken));

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.GetFeedEndAsync(cancellationToken));

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken));

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.Nodes!.RegisterNodeAsync(node, maxStaleness, cancellationToken));

    public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.Nodes!.ConfirmPositionAsync(node, mark, cancellationToken));

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.Nodes!.ListNodesAsync(cancellationToken));

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) => InScopeAsync(async session =>
    {
        await session.Store.Nodes!.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);
        return true;
    });

    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) => InScopeAsync(async session =>
    {
        await session.Store.Usage!.RecordUsageAsync(usages, cancellationToken);
        return true;
    });

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.Usage!.ReadUsageAsync(accountId, cancellationToken));

    private async Task<T> InScopeAsync<T>(Func<Session, Task<T>> call)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await call(scope.ServiceProvider.GetRequiredService<Session>());
    }

    /// <summary>Plays the role of a <c>DbContext</c>, which is registered as scoped.</summary>
    internal sealed class Session(Database database)
    {
        public IApiAccessStore Store => database.Store;
    }

    internal sealed record Database(IApiAccessStore Store);
}
