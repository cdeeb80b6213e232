using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>Ends the open connections of this node whose token has ended (R33).</summary>
/// <remarks>
/// Every connection of an account that changed is judged by the account as the store has it now, whatever the change was: so a kind of change
/// that this version does not know ends connections too.
/// </remarks>
internal sealed class OpenConnections(NodeServices services, ConnectionRegistry registry, ILogger logger)
{
    private const int MaxConcurrentLoads = 8;

    // A fence waits one MaxStaleness and a margin: it has named this node before an abort that hangs is given up.
    private readonly ConnectionAborts _aborts = new(
        registry, services.TimeProvider, services.Options.RenewalInterval, services.Options.MaxStaleness * 2, logger);

    /// <summary>Waits, for one renewal interval at most, until the connections that were aborted are gone.</summary>
    /// <returns>
    /// <see langword="true"/> if none is left. While one is, this node confirms no further place in the feed; otherwise,
    /// <see langword="false"/>.
    /// </returns>
    public ValueTask<bool> HaveEndedAsync(CancellationToken cancellationToken) => _aborts.HaveReturnedAsync(cancellationToken);

    /// <summary>Aborts the connections of all accounts whose token has ended: for a node that may have missed changes.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The store is unavailable, so this node does not know whether the tokens are still valid.
    /// </exception>
    public Task AbortRevokedAsync(CancellationToken cancellationToken) => AbortRevokedAsync(registry.Accounts, cancellationToken);

    /// <summary>Aborts the connections of some accounts whose token has ended.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The store is unavailable, so this node does not know whether the tokens are still valid.
    /// </exception>
    public Task AbortRevokedAsync(IEnumerable<AccountId> accounts, CancellationToken cancellationToken) => registry.IsEmpty
        ? Task.CompletedTask
        : Parallel.ForEachAsync(
            accounts.Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentLoads, CancellationToken = cancellationToken },
            async (accountId, stopping) => await AbortRevokedAsync(accountId, stopping).ConfigureAwait(false));

    /// <summary>Ends the connections that a change made on this node has revoked. If that fails, they end when the node reads the change in the feed.</summary>
    public async Task EndRevokedHereAsync(AccountId accountId)
    {
        using var timeout = new CancellationTokenSource(services.Options.RenewalInterval, services.TimeProvider);
        try
        {
            await AbortRevokedAsync(accountId, timeout.Token).ConfigureAwait(false);
            await HaveEndedAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            ConnectionLog.ConnectionsNotJudged(logger, accountId, exception);
        }
    }

    /// <summary>Aborts the connections whose token has expired.</summary>
    public void AbortExpired()
    {
        foreach (var account in registry.ExpiredBy(services.Clock.GetCurrentInstant()).GroupBy(connection => connection.Identity.AccountId))
        {
            Abort(account.Key, account);
        }
    }

    /// <summary>Aborts every connection: this node cannot know any more whether their tokens are valid.</summary>
    public void AbortAll()
    {
        var count = registry.All().Count(_aborts.TryStart);
        if (count > 0)
        {
            ConnectionLog.AllConnectionsAborted(logger, count);
        }
    }

    /// <summary>Ends every connection and admits no new one: the node leaves.</summary>
    public async Task CloseAsync()
    {
        registry.Close();
        AbortAll();
        await HaveEndedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Judges a connection that was just registered by the account as the store has it now.</summary>
    public async Task<ValidationResult> JudgeAsync(ApiIdentity identity, CancellationToken cancellationToken)
    {
        var account = await LoadAsync(identity.AccountId, cancellationToken).ConfigureAwait(false);
        return account.Judge(identity.TokenId, services.Clock.GetCurrentInstant());
    }

    private async Task AbortRevokedAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        // The connections before the load: one that is registered later is judged by a later load when it is admitted.
        var connections = registry.Of(accountId);
        if (connections.Length > 0)
        {
            var account = await LoadAsync(accountId, cancellationToken).ConfigureAwait(false);
            var now = services.Clock.GetCurrentInstant();
            Abort(accountId, connections.Where(connection => !account.Judge(connection.Identity.TokenId, now).IsValid));
        }
    }

    private async Task<AccountSnapshot> LoadAsync(AccountId accountId, CancellationToken cancellationToken) =>
        AccountSnapshot.Of(await services.Store.LoadAsync(accountId, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false));

    private void Abort(AccountId accountId, IEnumerable<OpenConnection> connections)
    {
        var count = connections.Count(_aborts.TryStart);
        if (count > 0)
        {
            ConnectionLog.ConnectionsAborted(logger, count, accountId);
        }
    }
}
