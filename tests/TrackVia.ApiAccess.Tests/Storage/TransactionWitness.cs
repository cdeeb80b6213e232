using System.Collections.Concurrent;
using System.Transactions;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>A store of a host's own that notes every call, and whether the call could have enlisted in a transaction.</summary>
internal sealed class TransactionWitness : IApiAccessStore, INodeRegistry, ITokenUsageStore
{
    private readonly InMemoryApiAccessStore _inner = new();
    private readonly ConcurrentBag<(string Call, bool IsAmbient)> _calls = [];

    public IReadOnlyCollection<(string Call, bool IsAmbient)> Calls => [.. _calls];

    public INodeRegistry Nodes => this;

    public ITokenUsageStore Usage => this;

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Note(nameof(LoadAsync)).LoadAsync(accountId, cancellationToken);

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeyDigests, CancellationToken cancellationToken) =>
        Note(nameof(FindAccountsAsync)).FindAccountsAsync(apiKeyDigests, cancellationToken);

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        Note(nameof(CommitAsync)).CommitAsync(change, after, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int maxCount, CancellationToken cancellationToken) =>
        Note(nameof(ReadFeedAsync)).ReadFeedAsync(after, maxCount, cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        Note(nameof(GetFeedEndAsync)).GetFeedEndAsync(cancellationToken);

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan timeout, CancellationToken cancellationToken) =>
        Note(nameof(WaitForFeedAsync)).WaitForFeedAsync(after, timeout, cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int maxCount, CancellationToken cancellationToken) =>
        Note(nameof(ReadHistoryAsync)).ReadHistoryAsync(accountId, afterVersion, maxCount, cancellationToken);

    public Task<TimeSpan> RegisterNodeAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        Note(nameof(RegisterNodeAsync)).Nodes.RegisterNodeAsync(node, maxStaleness, cancellationToken);

    public Task<bool> ConfirmPositionAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        Note(nameof(ConfirmPositionAsync)).Nodes.ConfirmPositionAsync(node, mark, cancellationToken);

    public Task<IReadOnlyList<RegisteredNode>> ListNodesAsync(CancellationToken cancellationToken) => Note(nameof(ListNodesAsync)).Nodes.ListNodesAsync(cancellationToken);

    public Task RemoveNodeAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        Note(nameof(RemoveNodeAsync)).Nodes.RemoveNodeAsync(node, unlessConfirmed, cancellationToken);

    public Task EnsurePrimaryAsync(CancellationToken cancellationToken)
    {
        Note(nameof(EnsurePrimaryAsync));
        return Task.CompletedTask;
    }

    public Task RecordUsageAsync(IReadOnlyCollection<TokenUsage> usages, CancellationToken cancellationToken) =>
        Note(nameof(RecordUsageAsync)).Usage.RecordUsageAsync(usages, cancellationToken);

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadUsageAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Note(nameof(ReadUsageAsync)).Usage.ReadUsageAsync(accountId, cancellationToken);

    private InMemoryApiAccessStore Note(string call)
    {
        _calls.Add((call, IsAmbient()));
        return _inner;
    }

    private static bool IsAmbient()
    {
        try
        {
            return Transaction.Current is not null;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
