using System.Collections.Concurrent;
using System.Transactions;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.Changes;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Storage.InMemory;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Tests.Storage;

/// <summary>A store of a host's own that notes every call, and whether the call could have enlisted in a transaction.</summary>
internal sealed class TransactionWitness : IApiAccessStore, INodeLeases, ITokenUseLog
{
    private readonly InMemoryApiAccessStore _inner = new();
    private readonly ConcurrentBag<(string Call, bool IsAmbient)> _calls = [];

    public IReadOnlyCollection<(string Call, bool IsAmbient)> Calls => [.. _calls];

    public Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Note(nameof(LoadAsync)).LoadAsync(accountId, cancellationToken);

    public Task<IReadOnlyDictionary<CredentialDigest, AccountId>> FindAccountsAsync(
        IReadOnlyCollection<CredentialDigest> apiKeys, CancellationToken cancellationToken) =>
        Note(nameof(FindAccountsAsync)).FindAccountsAsync(apiKeys, cancellationToken);

    public Task<CommitResult> CommitAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken) =>
        Note(nameof(CommitAsync)).CommitAsync(change, after, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadFeedAsync(FeedPosition after, int take, CancellationToken cancellationToken) =>
        Note(nameof(ReadFeedAsync)).ReadFeedAsync(after, take, cancellationToken);

    public Task<FeedPosition> GetFeedEndAsync(CancellationToken cancellationToken) =>
        Note(nameof(GetFeedEndAsync)).GetFeedEndAsync(cancellationToken);

    public Task WaitForFeedAsync(FeedPosition after, TimeSpan atMost, CancellationToken cancellationToken) =>
        Note(nameof(WaitForFeedAsync)).WaitForFeedAsync(after, atMost, cancellationToken);

    public Task<IReadOnlyList<AccessChange>> ReadHistoryAsync(AccountId accountId, long afterVersion, int take, CancellationToken cancellationToken) =>
        Note(nameof(ReadHistoryAsync)).ReadHistoryAsync(accountId, afterVersion, take, cancellationToken);

    public Task<TimeSpan> JoinAsync(NodeId node, TimeSpan maxStaleness, CancellationToken cancellationToken) =>
        Note(nameof(JoinAsync)).JoinAsync(node, maxStaleness, cancellationToken);

    public Task<bool> ConfirmAsync(NodeId node, FeedMark mark, CancellationToken cancellationToken) =>
        Note(nameof(ConfirmAsync)).ConfirmAsync(node, mark, cancellationToken);

    public Task<IReadOnlyList<RegisteredNode>> ListAsync(CancellationToken cancellationToken) => Note(nameof(ListAsync)).ListAsync(cancellationToken);

    public Task ForgetAsync(NodeId node, FeedPosition unlessConfirmed, CancellationToken cancellationToken) =>
        Note(nameof(ForgetAsync)).ForgetAsync(node, unlessConfirmed, cancellationToken);

    public Task EnsureCurrentAsync(CancellationToken cancellationToken)
    {
        Note(nameof(EnsureCurrentAsync));
        return Task.CompletedTask;
    }

    public Task RecordUsesAsync(IReadOnlyCollection<TokenUse> uses, CancellationToken cancellationToken) =>
        Note(nameof(RecordUsesAsync)).RecordUsesAsync(uses, cancellationToken);

    public Task<IReadOnlyDictionary<AuthTokenId, TokenUse>> ReadUsesAsync(AccountId accountId, CancellationToken cancellationToken) =>
        Note(nameof(ReadUsesAsync)).ReadUsesAsync(accountId, cancellationToken);

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
