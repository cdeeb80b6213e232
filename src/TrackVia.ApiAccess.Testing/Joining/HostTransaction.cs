using System.Data.Common;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Joining;

/// <summary>A transaction of a host, joined by a handle of the store. Disposal rolls it back unless it is finished.</summary>
internal sealed class HostTransaction : IAsyncDisposable
{
    private readonly DbTransaction _transaction;
    private readonly DbConnection? _connection;
    private readonly CancellationToken _stop;

    private HostTransaction(DbTransaction transaction, IJoinedTransaction joined, CancellationToken stop)
    {
        (_transaction, _connection, _stop) = (transaction, transaction.Connection, stop);
        Joined = joined;
    }

    public IJoinedTransaction Joined { get; }

    public static async Task<HostTransaction> BeginAsync(CaseRun trial, IApiAccessStore? handle = null)
    {
        var joins = CaseRun.JoinsOf(handle ?? trial.Store);
        var transaction = await trial.Fixture.BeginTransactionAsync(trial.Stop);
        return new HostTransaction(transaction, joins.Join(transaction), trial.Stop);
    }

    public Task<AccountAccess> LoadAsync(AccountId id) => Joined.LoadAsync(id, _stop);

    /// <summary>Stages a change that fits, and returns its position.</summary>
    public async Task<FeedPosition> StageAsync(TestAccount account, AccessChange change)
    {
        var result = await TryStageAsync(change, account.State.Apply(change));
        Expect.Equal(CommitOutcome.Committed, result.Outcome, $"the outcome of staging {Text.Of(change)}, which fits");
        return result.Position;
    }

    public Task<CommitResult> TryStageAsync(AccessChange change, AccountAccess after) => Joined.StageAsync(change, after, _stop);

    public async Task CommitAsync()
    {
        await _transaction.CommitAsync(_stop);
        await DisposeAsync();
    }

    public async Task RollBackAsync()
    {
        await _transaction.RollbackAsync(_stop);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
