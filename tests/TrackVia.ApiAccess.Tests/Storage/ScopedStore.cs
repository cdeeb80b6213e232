using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>
/// A host's own store that creates a scope for each call, as the guide advises. It cannot be used after the container is disposed.
/// </summary>
internal sealed class ScopedStore(IServiceScopeFactory scopes) : IApiAccessStore, INodeRegistry, ITokenUsageStore
{
    /// <summary>Plays the role of a database, which outlives the host.</summary>
    internal sealed class Database
    {
        public InMemoryApiAccessStore Store { get; } = new();
    }

    /// <summary>Plays the role of a <c>DbContext</c>.</summary>
    internal sealed class Session(Database database)
    {
        public InMemoryApiAccessStore Store => database.Store;
    }

    public INodeRegistry Nodes => this;

    public ITokenUsageStore Usage => this;

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => InScopeAsync(store => store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.FindAccountsAsync(apiKeyDigests, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.CommitAsync(change, after, cancellationToken));

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.ReadFeedAsync(after, maxCount, cancellationToken));

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => InScopeAsync(store => store.GetFeedEndAsync(cancellationToken));

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken));

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.Nodes.RegisterNodeAsync(node, maxStaleness, cancellationToken));

    public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.Nodes.ConfirmPositionAsync(node, mark, cancellationToken));

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => InScopeAsync(store => store.Nodes.ListNodesAsync(cancellationToken));

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) => InScopeAsync(async store =>
    {
        await store.Nodes.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);
        return true;
    });

    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) => InScopeAsync(async store =>
    {
        await store.Usage.RecordUsageAsync(usages, cancellationToken);
        return true;
    });

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.Usage.ReadUsageAsync(accountId, cancellationToken));

    private async Task<T> InScopeAsync<T>(Func<InMemoryApiAccessStore, Task<T>> call)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await call(scope.ServiceProvider.GetRequiredService<Session>().Store);
    }
}
