using System.Net;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation.Connections;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Judges by snapshots in memory, under a lease. Accepts from memory; refuses from memory only what is expired.</summary>
internal sealed class SnapshotValidation : IAsyncDisposable, IDisposable
{
    private readonly IClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly StoreContinuity _continuity;
    private readonly LocalCommitNotifier _localCommits;
    private readonly AccountCache _accounts;
    private readonly ApiKeyLookup _apiKeys;
    private readonly SnapshotLoader _loader;
    private readonly FeedFollower _feed;
    private readonly ConnectionWatch _watch;
    private readonly TokenUsageRecorder? _uses;

    public SnapshotValidation(
        IApiAccessStore store,
        StoreContinuity continuity,
        LocalCommitNotifier localCommits,
        TokenUsageRecorder? uses,
        IClock clock,
        TimeProvider timeProvider,
        ApiAccessOptions options,
        ApiAccessInstruments instruments,
        ILogger logger)
    {
        _uses = uses;
        _continuity = continuity;
        _clock = clock;
        _timeProvider = timeProvider;
        _localCommits = localCommits;
        _accounts = new AccountCache(options.MaxCachedAccounts);
        _apiKeys = new ApiKeyLookup(store, ApiAccessValidator.Patience, timeProvider);
        var registry = new ConnectionRegistry();
        var connections = new OpenConnections(store, registry, clock, timeProvider, options, logger);
        _feed = new FeedFollower(store, continuity, clock, timeProvider, options, _accounts, connections, logger);
        _loader = new SnapshotLoader(
            store,
            _feed.WaitForReadAsync,
            (id, version) =>
            {
                continuity.Lost();
                ValidationLog.AccountGone(logger, id, version);
            },
            ApiAccessValidator.Patience,
            timeProvider);
        _watch = new ConnectionWatch(registry, connections, () => _feed.Lease, clock, timeProvider, options);
        Connections = new ConnectionAdmission(_feed, _accounts, registry, connections, _watch, clock, timeProvider, logger);
        localCommits.EndConnectionsAsync = connections.EndRevokedHereAsync;
        instruments.WatchFeed(() => _feed.Lease?.Age);
        instruments.WatchContinuity(() => continuity.Losses);
        localCommits.CommitAttempted += _accounts.Evict;
    }

    /// <summary>Where connections that outlive a request are registered (R33).</summary>
    public ConnectionAdmission Connections { get; }

    /// <summary>The newest lease; read it before the account that is judged under it.</summary>
    public Lease? Lease => _feed.Lease;

    /// <summary>When this node last found that the store no longer holds what it had read.</summary>
    public Instant? LastDiscontinuityAt => _continuity.LostAt;

    /// <summary>Why the change feed could not be read, if the newest read failed.</summary>
    public Exception? FeedFailure => _feed.Failure;

    public SnapshotFreshness Freshness =>
        !_feed.HasBegun ? SnapshotFreshness.NotUsed
        : Lease is { } lease && IsCounting(lease) ? SnapshotFreshness.Current
        : SnapshotFreshness.Stale;

    /// <summary>Gets the account of an API key that is known to exist. Allocates nothing.</summary>
    public CachedAccount? FindAccount(string userKey) => _accounts.TryGet(userKey, out var account) ? account : null;

    /// <summary>Judges by what is in memory, if that suffices. Allocates nothing.</summary>
    public bool TryJudge(Lease lease, CachedAccount account, in CredentialDigest token, IPAddress? clientAddress, out ValidationResult result)
    {
        result = default;

        // Lease, account, snapshot, clocks: in this order, so that nothing that happens meanwhile can make the answer more lenient.
        return account.Snapshot is { } snapshot && TryJudge(lease, snapshot, token, clientAddress, out result) && IsFinalFromMemory(result);
    }

    /// <summary>Judges with whatever the store must be asked for.</summary>
    /// <returns>The result; or <see langword="null"/> when there is no lease, and so no use for snapshots.</returns>
    public async ValueTask<ValidationResult?> JudgeAsync(
        string userKey, CredentialDigest token, IPAddress? clientAddress, CancellationToken cancellationToken)
    {
        var hasCaughtUp = false;
        while (true)
        {
            if (_feed.Lease is { } lease && IsCounting(lease))
            {
                if (await FindAccountAsync(userKey, cancellationToken).ConfigureAwait(false) is not { } account)
                {
                    return ValidationResult.Refused(CredentialRejection.UnknownApiKey);
                }

                var (snapshot, isNew) = await _loader.GetAsync(account, cancellationToken).ConfigureAwait(false);
                if (TryJudge(lease, snapshot, token, clientAddress, out var result) && (isNew || hasCaughtUp || IsFinalFromMemory(result)))
                {
                    return result;
                }
            }

            // What memory refuses may have been created, resumed or enabled on another node a moment ago (T29).
            if (hasCaughtUp || !await _feed.CatchUpAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            hasCaughtUp = true;
        }
    }

    /// <summary>Gives up the lease and leaves: from then on there is no use for snapshots.</summary>
    public Task StopAsync() => _feed.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _localCommits.CommitAttempted -= _accounts.Evict;
        await _feed.DisposeAsync().ConfigureAwait(false);
        _watch.Dispose();
        _loader.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async ValueTask<CachedAccount?> FindAccountAsync(string userKey, CancellationToken cancellationToken)
    {
        if (FindAccount(userKey) is { } account)
        {
            return account;
        }

        var era = _accounts.Era;
        return CredentialDigest.TryCompute(CredentialKind.ApiKey, userKey, out var apiKey)
            && await _apiKeys.FindAsync(apiKey, cancellationToken).ConfigureAwait(false) is { } accountId
                ? _accounts.GetOrAdd(userKey, accountId, era)
                : null;
    }

    private static bool IsFinalFromMemory(in ValidationResult result) => result.IsValid || result.Rejection is CredentialRejection.TokenExpired;

    private bool IsCounting(Lease lease) => lease.IsValidAt(_timeProvider.GetTimestamp(), _clock.GetCurrentInstant());

    private bool TryJudge(Lease lease, AccountSnapshot snapshot, in CredentialDigest token, IPAddress? clientAddress, out ValidationResult result)
    {
        var timestamp = _timeProvider.GetTimestamp();
        var now = _clock.GetCurrentInstant();
        result = lease.IsValidAt(timestamp, now) ? snapshot.Judge(token, now, _uses, clientAddress) : default;
        return !result.IsUnavailable;
    }
}
