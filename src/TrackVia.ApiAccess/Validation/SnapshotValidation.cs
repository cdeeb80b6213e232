using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Validation.Connections;
using TrackVia.ApiAccess.Validation.Feed;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Validates with snapshots in memory, under a lease. Accepts from memory; rejects from memory only expired tokens.</summary>
internal sealed class SnapshotValidation : IAsyncDisposable
{
    private readonly NodeServices _services;
    private readonly AccountCache _accounts;
    private readonly ApiKeyLookup _apiKeys;
    private readonly SnapshotLoader _loader;
    private readonly FeedFollower _feed;
    private readonly ConnectionWatch _watch;

    public SnapshotValidation(NodeServices services)
    {
        _services = services;
        _accounts = new AccountCache(services.Options.MaxCachedAccounts);
        _apiKeys = new ApiKeyLookup(services.Store, NodeServices.StoreTimeout, services.TimeProvider);
        var logger = services.LoggerFactory.CreateLogger<ApiAccessValidator>();
        var registry = new ConnectionRegistry();
        var connections = new OpenConnections(services, registry, logger);
        _feed = new FeedFollower(services, new FeedReader(services, _accounts, connections), connections, logger);
        _loader = new SnapshotLoader(
            services.Store,
            _feed.WaitForReadAsync,
            (id, version) =>
            {
                services.Continuity.Lost();
                ValidationLog.AccountGone(logger, id, version);
            },
            NodeServices.StoreTimeout,
            services.TimeProvider);
        _watch = new ConnectionWatch(services, registry, connections, () => _feed.Lease);
        Connections = new ConnectionAdmission(services, _accounts, registry, connections, _watch, _feed.CatchUpAsync);
        services.LocalCommits.EndConnectionsAsync = connections.EndRevokedHereAsync;
        services.Instruments.WatchFeed(() => _feed.Lease?.Age);
        services.Instruments.WatchContinuity(() => services.Continuity.Losses);
        services.LocalCommits.CommitAttempted += _accounts.Evict;
    }

    /// <summary>Registers connections that outlive a request (R33).</summary>
    public ConnectionAdmission Connections { get; }

    /// <summary>The newest lease. Read it before the account that is validated under it.</summary>
    public Lease? Lease => _feed.Lease;

    /// <summary>The instant at which this node last found that the store no longer holds changes that the node had read.</summary>
    public Instant? LastDiscontinuityAt => _services.Continuity.LostAt;

    /// <summary>The reason why the newest read of the change feed failed, if it failed.</summary>
    public Exception? FeedFailure => _feed.Failure;

    public SnapshotFreshness Freshness =>
        !_feed.HasBegun ? SnapshotFreshness.NotUsed
        : Lease is { } lease && IsValid(lease) ? SnapshotFreshness.Current
        : SnapshotFreshness.Stale;

    /// <summary>Gets the account of an API key that is known to exist. Allocates nothing.</summary>
    public CachedAccount? FindAccount(string apiKey) => _accounts.TryGet(apiKey, out var account) ? account : null;

    /// <summary>Validates from memory, if that suffices. Allocates nothing.</summary>
    public bool TryJudge(Lease lease, CachedAccount account, in CredentialDigest token, out Judgement judgement)
    {
        judgement = default;

        // Lease, account, snapshot, clocks: in this order, so that a change in between can never make the result more lenient.
        return account.Snapshot is { } snapshot && TryJudge(lease, snapshot, token, out judgement) && IsFinalFromMemory(judgement.Result);
    }

    /// <summary>Validates with the data that the store must be queried for.</summary>
    /// <returns>The judgement; <see langword="null"/> without a lease, so that snapshots cannot be used.</returns>
    public async ValueTask<Judgement?> JudgeAsync(string apiKey, CredentialDigest token, CancellationToken cancellationToken)
    {
        var hasCaughtUp = false;
        while (true)
        {
            if (_feed.Lease is { } lease && IsValid(lease))
            {
                if (await FindAccountAsync(apiKey, cancellationToken).ConfigureAwait(false) is not { } account)
                {
                    return new Judgement(ValidationResult.Refused(CredentialRejection.UnknownApiKey));
                }

                var (snapshot, isNew) = await _loader.GetAsync(account, cancellationToken).ConfigureAwait(false);
                if (TryJudge(lease, snapshot, token, out var judgement) && (isNew || hasCaughtUp || IsFinalFromMemory(judgement.Result)))
                {
                    return judgement;
                }
            }

            // A token that memory rejects may have been created, resumed or enabled on another node a moment ago (T29).
            if (hasCaughtUp || !await _feed.CatchUpAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            hasCaughtUp = true;
        }
    }

    /// <summary>Releases the lease and leaves. From then on snapshots cannot be used.</summary>
    public Task StopAsync() => _feed.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _services.LocalCommits.CommitAttempted -= _accounts.Evict;
        await _feed.DisposeAsync().ConfigureAwait(false);
        _watch.Dispose();
        _loader.Dispose();
    }

    private async ValueTask<CachedAccount?> FindAccountAsync(string apiKey, CancellationToken cancellationToken)
    {
        if (FindAccount(apiKey) is { } account)
        {
            return account;
        }

        var era = _accounts.Era;
        return CredentialDigest.TryCompute(CredentialKind.ApiKey, apiKey, out var digest)
            && await _apiKeys.FindAsync(digest, cancellationToken).ConfigureAwait(false) is { } accountId
                ? _accounts.GetOrAdd(apiKey, accountId, era)
                : null;
    }

    private static bool IsFinalFromMemory(in ValidationResult result) => result.IsValid || result.Rejection is CredentialRejection.TokenExpired;

    private bool IsValid(Lease lease) => lease.IsValidAt(_services.TimeProvider.GetTimestamp(), _services.Clock.GetCurrentInstant());

    private bool TryJudge(Lease lease, AccountSnapshot snapshot, in CredentialDigest token, out Judgement judgement)
    {
        var timestamp = _services.TimeProvider.GetTimestamp();
        var now = _services.Clock.GetCurrentInstant();
        judgement = lease.IsValidAt(timestamp, now) ? snapshot.Judge(token, now) : default;
        return !judgement.Result.IsUnavailable;
    }
}
