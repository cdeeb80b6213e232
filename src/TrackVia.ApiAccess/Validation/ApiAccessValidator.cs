using System.Net;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Validation;

namespace TrackVia.ApiAccess;

/// <summary>Validates the two credentials of a request (R3, R23): an API key and an auth token in, a result out.</summary>
/// <remarks>
/// A singleton, safe for use by many threads. Malformed credentials cost no hash and no I/O (T4). Valid and expired ones are judged by
/// snapshots in memory, which are used only while this node knows every change that is older than
/// <see cref="ApiAccessOptions.MaxStaleness"/>; whatever else would be refused is first compared with the store's
/// newest changes. A change that this process's <see cref="ApiAccessManager"/> makes counts before its call returns.
/// </remarks>
public sealed class ApiAccessValidator
{
    /// <summary>The longest that one validation waits for the store.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StoreValidation _store;
    private readonly SnapshotValidation? _snapshots;
    private readonly TimeProvider _timeProvider;
    private readonly int _maxWaiting;
    private readonly ApiAccessInstruments _instruments;
    private readonly ILogger _logger;
    private readonly FailureLog _failures;
    private readonly RefusalLog _refusals;
    private int _waiting;

    /// <summary>Makes the validator; without snapshots it asks the store every time.</summary>
    internal ApiAccessValidator(
        IApiAccessStore store,
        SnapshotValidation? snapshots,
        TokenUsageRecorder? uses,
        IClock clock,
        TimeProvider timeProvider,
        int maxWaiting,
        ApiAccessInstruments instruments,
        ILogger logger)
    {
        _store = new StoreValidation(store, uses, clock, timeProvider);
        _snapshots = snapshots;
        _timeProvider = timeProvider;
        _maxWaiting = maxWaiting;
        _instruments = instruments;
        _logger = logger;
        _failures = new FailureLog(logger, timeProvider);
        _refusals = new RefusalLog(timeProvider, logger);
    }

    /// <summary>Gets whether this node may judge by snapshots at this moment, for health checks.</summary>
    public SnapshotFreshness SnapshotFreshness => _snapshots?.Freshness ?? SnapshotFreshness.NotUsed;

    /// <summary>
    /// Gets when this node last found that the store no longer holds the newest change it had read, for health checks: the store was restored
    /// from a backup, was replaced, or failed over to a server without its last changes. <see langword="null"/> if that never happened.
    /// </summary>
    /// <remarks>The node then discards everything it knows and registers again; every validation asks the store until that is done.</remarks>
    public Instant? LastDiscontinuityAt => _snapshots?.LastDiscontinuityAt;

    /// <summary>Gets why the change feed could not be read, if the newest read failed.</summary>
    internal Exception? FeedFailure => _snapshots?.FeedFailure;

    /// <summary>Validates the credentials of one request.</summary>
    /// <param name="userKey">The API key as the request carries it; <see langword="null"/> is malformed.</param>
    /// <param name="token">The auth token as the request carries it; <see langword="null"/> is malformed.</param>
    /// <param name="clientAddress">Where the request came from, to be noted with the use of the token (<see cref="TokenUsage"/>). It decides nothing. Default: none.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>
    /// Valid with the identity; refused with the reason, for logs alone; or unavailable: the store failed, did not answer within ten
    /// seconds, or too many validations wait for it already. A failing store never throws here (R25).
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<ValidationResult> ValidateAsync(
        string? userKey, string? token, IPAddress? clientAddress = null, CancellationToken cancellationToken = default)
    {
        var startedAt = _instruments.StartValidation();
        CredentialDigest? digest = null;
        return TryJudgeAtOnce(userKey, token, ref digest, clientAddress, out var result)
            ? new(Conclude(result, startedAt))
            : AskAsync(userKey!, digest!.Value, clientAddress, startedAt, cancellationToken);
    }

    /// <summary>Validates the credentials of one request if no store need be asked for it: most valid, malformed and expired ones.</summary>
    /// <remarks>For who would have to make a cancellation token first. It waits for nothing and allocates nothing.</remarks>
    /// <param name="userKey">The API key as the request carries it; <see langword="null"/> is malformed.</param>
    /// <param name="token">The auth token as the request carries it; <see langword="null"/> is malformed.</param>
    /// <param name="result">Valid with the identity, or refused with the reason, for logs alone; unavailable where there is no result.</param>
    /// <param name="clientAddress">Where the request came from, to be noted with the use of the token (<see cref="TokenUsage"/>). It decides nothing. Default: none.</param>
    /// <returns>Whether there is a result. If not, nothing is known yet: call <see cref="ValidateAsync"/>.</returns>
    public bool TryValidate(string? userKey, string? token, out ValidationResult result, IPAddress? clientAddress = null)
    {
        CredentialDigest? digest = null;
        return TryValidate(userKey, token, ref digest, clientAddress, out result);
    }

    /// <summary>Does the same, for who may have hashed the token before.</summary>
    /// <remarks>Not for the public: who has but a digest, such as a thief of the store, must not get in by it.</remarks>
    /// <param name="userKey">The API key.</param>
    /// <param name="token">The auth token.</param>
    /// <param name="digest">The token's digest, if it is known, and then the token is not read; otherwise it is set to it where the token is well-formed.</param>
    /// <param name="clientAddress">Where the request came from.</param>
    /// <param name="result">The result.</param>
    /// <returns>Whether there is a result.</returns>
    internal bool TryValidate(
        string? userKey, string? token, ref CredentialDigest? digest, IPAddress? clientAddress, out ValidationResult result)
    {
        var startedAt = _instruments.StartValidation();
        if (!TryJudgeAtOnce(userKey, token, ref digest, clientAddress, out result))
        {
            // What memory alone would refuse is no answer.
            result = default;
            return false;
        }

        Conclude(result, startedAt);
        return true;
    }

    private bool TryJudgeAtOnce(
        string? userKey, string? token, ref CredentialDigest? digest, IPAddress? clientAddress, out ValidationResult result)
    {
        // The lease before the account: an account that was dropped from memory meanwhile is used under no newer lease.
        var lease = _snapshots?.Lease;

        // A key that is known has the right shape.
        var account = userKey is null ? null : _snapshots?.FindAccount(userKey);
        if (account is null && !CredentialFormat.IsWellFormed(CredentialKind.ApiKey, userKey))
        {
            result = ValidationResult.Refused(CredentialRejection.MalformedApiKey);
            return true;
        }

        if (digest is not { } known)
        {
            if (!CredentialDigest.TryCompute(CredentialKind.AuthToken, token, out known))
            {
                result = ValidationResult.Refused(CredentialRejection.MalformedToken);
                return true;
            }

            digest = known;
        }

        result = default;
        return lease is not null && account is not null && _snapshots!.TryJudge(lease, account, known, clientAddress, out result);
    }

    private async ValueTask<ValidationResult> AskAsync(
        string userKey, CredentialDigest token, IPAddress? clientAddress, long startedAt, CancellationToken cancellationToken)
    {
        using var activity = ApiAccessActivities.StartValidation();
        var result = await AskPatientlyAsync(userKey, token, clientAddress, cancellationToken).ConfigureAwait(false);
        _refusals.Write(result);
        _instruments.Validated(result, askedStore: true, startedAt);
        ApiAccessActivities.Conclude(activity, result);
        return result;
    }

    private async ValueTask<ValidationResult> AskPatientlyAsync(
        string userKey, CredentialDigest token, IPAddress? clientAddress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Increment(ref _waiting) > _maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            _refusals.WriteFullQueue(_maxWaiting);
            return ValidationResult.Unavailable;
        }

        using var timeout = new CancellationTokenSource(Patience, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await JudgeAsync(userKey, token, clientAddress, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever the store threw, it did not answer: neither 200 nor 401 would be true (R25).
            _failures.Write(exception, ValidationLog.StoreUnavailable);
            return ValidationResult.Unavailable;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async ValueTask<ValidationResult> JudgeAsync(
        string userKey, CredentialDigest token, IPAddress? clientAddress, CancellationToken cancellationToken) =>
        _snapshots is not null && await _snapshots.JudgeAsync(userKey, token, clientAddress, cancellationToken).ConfigureAwait(false) is { } result
            ? result
            : await _store.JudgeAsync(userKey, token, clientAddress, cancellationToken).ConfigureAwait(false);

    private ValidationResult Conclude(in ValidationResult result, long startedAt)
    {
        _refusals.Write(result);
        _instruments.Validated(result, askedStore: false, startedAt);
        return result;
    }
}
