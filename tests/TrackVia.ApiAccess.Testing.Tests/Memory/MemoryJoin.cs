using System.Data.Common;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Testing.Tests.Memory;

/// <summary>Joins the transactions of hosts on one <see cref="MemoryServer"/>.</summary>
internal sealed class MemoryJoin(MemoryServer server) : ITransactionJoin
{
    public IJoinedTransaction Join(DbTransaction transaction) => transaction is MemoryTransaction own
        ? new Joined(server, own)
        : throw new ArgumentException("The transaction belongs to another driver.", nameof(transaction));

    private sealed class Joined(MemoryServer server, MemoryTransaction transaction) : IJoinedTransaction
    {
        private IApiAccessStore Store => server.Store;

        public async Task<AccountAccess> LoadAsync(AccountId accountId, CancellationToken cancellationToken)
        {
            await BeginAsync(cancellationToken);
            return transaction.Staged.FindLast(staged => staged.Entry.AccountId == accountId).After ?? await Store.LoadAsync(accountId, cancellationToken);
        }

        public async Task<CommitResult> StageAsync(AccessChange change, AccountAccess after, CancellationToken cancellationToken)
        {
            var account = await LoadAsync(change.AccountId, cancellationToken);
            if (transaction.Staged.Find(staged => staged.Entry.ChangeId == change.Id).Entry is { } staged)
            {
                return CommitResult.Committed(staged.Position);
            }

            if (await Store.ReadHistoryAsync(change.AccountId, change.Version - 1, 1, cancellationToken) is [var known] && known.Id == change.Id)
            {
                return await Store.CommitAsync(change, after, cancellationToken);
            }

            if (account.Version != change.Version - 1)
            {
                return CommitResult.Conflict;
            }

            if (await IsDuplicateAsync(change, account, cancellationToken))
            {
                return CommitResult.DuplicateCredential;
            }

            var end = await Store.GetFeedEndAsync(cancellationToken);
            var position = new FeedPosition(end.Value + transaction.Staged.Count + 1);
            transaction.Staged.Add((new FeedEntry(position, change), after));
            return CommitResult.Committed(position);
        }

        private async Task BeginAsync(CancellationToken cancellationToken)
        {
            if (transaction.IsFinished || transaction.Server != server)
            {
                throw new InvalidOperationException("The transaction is finished, or on another server.");
            }

            await transaction.LockAsync(cancellationToken);
        }

        private async Task<bool> IsDuplicateAsync(AccessChange change, AccountAccess account, CancellationToken cancellationToken) => change switch
        {
            ApiKeyCreated { ApiKey.Digest: var digest } => account.ApiKey is not null
                || transaction.Staged.Exists(staged => staged.Entry.Change is ApiKeyCreated other && other.ApiKey.Digest == digest)
                || (await Store.FindAccountsAsync([digest], cancellationToken)).Count > 0,
            AuthTokenCreated { Token: var token } => account.FindToken(token.Id) is not null || account.FindToken(token.Digest) is not null,
            _ => false,
        };
    }
}
