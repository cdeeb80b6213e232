using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation.Connections;

/// <summary>Aborts the open connections of this node whose token is no longer valid (R33).</summary>
/// <remarks>
/// After any change of an account, each of its connections is validated with the account's current data in the store, whatever the change
/// was. Kinds of change that this version does not know therefore abort connections too.
/// </remarks>
internal sealed class OpenConnections(NodeServices services, ConnectionRegistry registry, ILogger logger)
{
    private const int MaxConcurrentLoads = 8;

    // A fence waits one MaxStaleness and a margin, so it has named this node before an abort that hangs is abandoned.
    private readonly ConnectionAborts _aborts = new(
        registry, services.TimeProvider, services.Options.RenewalInterval, services.Options.MaxStaleness * 2, logger);

    /// <summary>Waits, for one renewal interval at most, until the aborted connections have ended.</summary>
    /// <returns>Whether none remains. While one remains, this node confirms no further position in the feed.</returns>
    public ValueTask<bool> HaveEndedAsync(CancellationToken cancellationToken) => _aborts.HaveReturnedAsync(cancellationToken);

    /// <summary>Aborts the connections of all accounts whose token is no longer valid, for a node that may have missed changes.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The store is unavailable, so this node does not know whether the tokens are still valid.
    /// </exception>
    public Task AbortRevokedAsync(CancellationToken cancellationToken) => AbortRevokedAsync(registry.Accounts, cancellationToken);

    /// <summary>Aborts the connections of some accounts whose token is no longer valid.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The store is unavailable, so this node does not know whether the tokens are still valid.
    /// </exception>
    public Task AbortRevokedAsync(IEnumerable<AccountId> accounts, CancellationToken cancellationToken) => registry.IsEmpty
        ? Task.CompletedTask
        : Parallel.ForEachAsync(
            accounts.Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentLoads, CancellationToken = cancellationToken },
            async (accountId, stopping) => await AbortRevokedAsync(accountId, stopping).ConfigureAwait(false));

    /// <summary>
    /// Aborts the connections that a change made on this node has revoked. If that fails, they are aborted when the node reads the change
    /// in the feed.
    /// </summary>
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

    /// <summary>Aborts every connection, because this node can no longer know whether the tokens are valid.</summary>
    public void AbortAll()
    {
        var count = registry.All().Count(_aborts.TryStart);
        if (count > 0)
        {
            ConnectionLog.AllConnectionsAborted(logger, count);
        }
    }

    /// <summary>Aborts every connection and admits no new one, because the node leaves.</summary>
    public async Task CloseAsync()
    {
        registry.Close();
        AbortAll();
        await HaveEndedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Validates a connection that was just registered with the account's current data in the store.</summary>
    public async Task<ValidationResult> JudgeAsync(ApiIdentity identity, CancellationToken cancellationToken)
    {
        var account = await LoadAsync(identity.AccountId, cancellationToken).ConfigureAwait(false);
        return account.Judge(identity.TokenId, services.Clock.GetCurrentInstant());
    }

    private async Task AbortRevokedAsync(AccountId accountId, CancellationToken cancellationToken)
    {
        // The connections before the load: a connection that is registered later is validated by a later load when it is admitted.
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
