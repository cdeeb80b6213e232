using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Storage.InMemory;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>A store of a host's own, as the guide advises: it makes a scope for each call. After the container's disposal it can do nothing.</summary>
internal sealed class ScopedStore(IServiceScopeFactory scopes) : IApiAccessStore, INodeLeases, ITokenUseLog
{
    /// <summary>Stands for a database, which outlives the host.</summary>
    internal sealed class Database
    {
        public InMemoryApiAccessStore Store { get; } = new();
    }

    /// <summary>Stands for a <c>DbContext</c>.</summary>
    internal sealed class Session(Database database)
    {
        public InMemoryApiAccessStore Store => database.Store;
    }

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) => InScopeAsync(store => store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(IReadOnlyCollection<CredentialDigest> apiKeys, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.FindAccountsAsync(apiKeys, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.CommitAsync(change, after, cancellationToken));

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int take, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.ReadFeedAsync(after, take, cancellationToken));

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) => InScopeAsync(store => store.GetFeedEndAsync(cancellationToken));

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int take, CancellationToken cancellationToken) =>
        InScopeAsync(store => store.ReadHistoryAsync(accountId, afterVersion, take, cancellationToken));

    public Task<TimeSpan> JoinAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        InScopeAsync(store => ((INodeLeases)store).JoinAsync(node, maxStaleness, cancellationToken));

    public Task<bool> ConfirmAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        InScopeAsync(store => ((INodeLeases)store).ConfirmAsync(node, mark, cancellationToken));

    public Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken) => InScopeAsync(store => ((INodeLeases)store).ListAsync(cancellationToken));

    public Task ForgetAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) => InScopeAsync(async store =>
    {
        await ((INodeLeases)store).ForgetAsync(node, unlessConfirmed, cancellationToken);
        return true;
    });

    public Task RecordUsesAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken) => InScopeAsync(async store =>
    {
        await ((ITokenUseLog)store).RecordUsesAsync(uses, cancellationToken);
        return true;
    });

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
        InScopeAsync(store => ((ITokenUseLog)store).ReadUsesAsync(accountId, cancellationToken));

    private async Task<T> InScopeAsync<T>(Func<InMemoryApiAccessStore, Task<T>> call)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await call(scope.ServiceProvider.GetRequiredService<Session>().Store);
    }
}
