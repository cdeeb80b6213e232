using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tokens;

namespace CustomStore.Tests;

/// <summary>A store that needs a scope for each call, as one over a host's <c>DbContext</c> does. Its database is a SQLite file.</summary>
internal sealed class ScopedStore(IServiceScopeFactory scopes) : IApiAccessStore, INodeLeases, ITokenUseLog
{
    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.LoadAsync(accountId, cancellationToken));

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeys, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.FindAccountsAsync(apiKeys, cancellationToken));

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.CommitAsync(change, after, cancellationToken));

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int take, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.ReadFeedAsync(after, take, cancellationToken));

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.GetFeedEndAsync(cancellationToken));

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int take, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Store.ReadHistoryAsync(accountId, afterVersion, take, cancellationToken));

    public Task<TimeSpan> JoinAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Nodes.JoinAsync(node, maxStaleness, cancellationToken));

    public Task<bool> ConfirmAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Nodes.ConfirmAsync(node, mark, cancellationToken));

    public Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Nodes.ListAsync(cancellationToken));

    public Task ForgetAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) => InScopeAsync(async session =>
    {
        await session.Nodes.ForgetAsync(node, unlessConfirmed, cancellationToken);
        return true;
    });

    public Task RecordUsesAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken) => InScopeAsync(async session =>
    {
        await session.Uses.RecordUsesAsync(uses, cancellationToken);
        return true;
    });

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
        InScopeAsync(session => session.Uses.ReadUsesAsync(accountId, cancellationToken));

    private async Task<T> InScopeAsync<T>(Func<Session, Task<T>> call)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await call(scope.ServiceProvider.GetRequiredService<Session>());
    }

    /// <summary>Stands for a <c>DbContext</c>: registered as scoped.</summary>
    internal sealed class Session(Database database)
    {
        public IApiAccessStore Store => database.Store;

        public INodeLeases Nodes => (INodeLeases)database.Store;

        public ITokenUseLog Uses => (ITokenUseLog)database.Store;
    }

    internal sealed record Database(IApiAccessStore Store);
}
