using System.Net;
using Microsoft.Extensions.Logging;
using NodaTime;
using TrackVia.ApiAccess.Credentials;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Nodes;
using TrackVia.ApiAccess.Validation;
using TrackVia.ApiAccess.Validation.Snapshots;

namespace TrackVia.ApiAccess;

/// <summary>Validates the two credentials of a request, an API key and an auth token (R3, R23).</summary>
/// <remarks>
/// A singleton, safe for use by many threads. Malformed credentials cost no hash and no I/O. Valid and expired credentials are validated
/// with snapshots in memory, which are used only while this node knows every change that is older than
/// <see cref="ApiAccessOptions.MaxStaleness"/>. Before any other rejection, the node reads the newest changes from the store. A change
/// that this process's <see cref="ApiAccessManager"/> makes takes effect before its call returns.
/// </remarks>
public sealed class ApiAccessValidator
{
    private readonly NodeServices _services;
    private readonly StoreValidation _store;
    private readonly SnapshotValidation? _snapshots;
    private readonly TokenUsageRecorder? _usage;
    private readonly ValidationTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly FailureLog _failures;
    private readonly RefusalLog _refusals;
    private int _waiting;

    /// <summary>Creates the validator. Without snapshots it queries the store for every validation.</summary>
    internal ApiAccessValidator(NodeServices services, SnapshotValidation? snapshots, TokenUsageRecorder? usage)
    {
        _services = services;
        _store = new StoreValidation(services);
        _snapshots = snapshots;
        _usage = usage;
        _telemetry = new ValidationTelemetry(services.Instruments, services.TimeProvider);
        _logger = services.LoggerFactory.CreateLogger<ApiAccessValidator>();
        _failures = new FailureLog(_logger, services.TimeProvider);
        _refusals = new RefusalLog(services.TimeProvider, _logger);
    }

    /// <summary>Gets whether this node may currently validate with snapshots, for health checks.</summary>
    public SnapshotFreshness SnapshotFreshness => _snapshots?.Freshness ?? SnapshotFreshness.NotUsed;

    /// <summary>
    /// Gets the instant at which this node last found that the store no longer holds the newest change it had read, for health checks:
    /// the store was restored
    /// from a backup, was replaced, or failed over to a server without its last changes. <see langword="null"/> if that never happened.
    /// </summary>
    /// <remarks>
    /// The node then discards its snapshots and registers again. Every validation queries the store until that is done.
    /// </remarks>
    public Instant? LastDiscontinuityAt => _snapshots?.LastDiscontinuityAt;

    /// <summary>Gets the reason why the newest read of the change feed failed; <see langword="null"/> if it did not fail.</summary>
    internal Exception? FeedFailure => _snapshots?.FeedFailure;

    /// <summary>Validates the credentials of one request.</summary>
    /// <param name="apiKey">The API key as received with the request; <see langword="null"/> is malformed.</param>
    /// <param name="authToken">The auth token as received with the request; <see langword="null"/> is malformed.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The result, as the other overload returns it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<ValidationResult> ValidateAsync(string? apiKey, string? authToken, CancellationToken cancellationToken = default) =>
        ValidateAsync(new PresentedCredentials { ApiKey = apiKey, AuthToken = authToken }, cancellationToken);

    /// <summary>Validates the credentials of one request.</summary>
    /// <param name="credentials">The credentials of the request.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// Valid with the identity; rejected with the reason, for logs only; or unavailable: the store failed, did not respond within ten
    /// seconds, or too many validations already wait for it. A failing store never causes an exception here (R25).
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<ValidationResult> ValidateAsync(PresentedCredentials credentials, CancellationToken cancellationToken) =>
        TryValidate(credentials, out var result, out var pending) ? new(result) : pending.CompleteAsync(cancellationToken);

    /// <summary>
    /// Validates the credentials of one request if memory suffices, as for most valid, malformed and expired credentials.
    /// </summary>
    /// <remarks>For callers that would otherwise have to create a cancellation token. Never blocks or allocates.</remarks>
    /// <param name="credentials">The credentials of the request.</param>
    /// <param name="result">
    /// Valid with the identity, or rejected with the reason, for logs only; unavailable if memory does not suffice.
    /// </param>
    /// <param name="pending">
    /// If memory does not suffice, the rest of the validation, which the caller must complete. Otherwise <c>default</c>.
    /// </param>
    /// <returns><see langword="true"/> if memory sufficed; otherwise, <see langword="false"/>.</returns>
    public bool TryValidate(in PresentedCredentials credentials, out ValidationResult result, out PendingValidation pending)
    {
        var startedAt = _telemetry.Start();
        pending = default;

        // The lease before the account: an account that is evicted in between is then not used under a newer lease.
        var lease = _snapshots?.Lease;

        // A known key is well-formed.
        var apiKey = credentials.ApiKey;
        var account = apiKey is null ? null : _snapshots?.FindAccount(apiKey);
        if (account is null && !CredentialFormat.IsWellFormed(CredentialKind.ApiKey, apiKey))
        {
            result = Conclude(new(ValidationResult.Refused(CredentialRejection.MalformedApiKey)), credentials.ClientAddress, askedStore: false, startedAt);
            return true;
        }

        if (!CredentialDigest.TryCompute(CredentialKind.AuthToken, credentials.AuthToken, out var token))
        {
            result = Conclude(new(ValidationResult.Refused(CredentialRejection.MalformedToken)), credentials.ClientAddress, askedStore: false, startedAt);
            return true;
        }

        if (lease is not null && account is not null && _snapshots!.TryJudge(lease, account, token, out var judgement))
        {
            result = Conclude(judgement, credentials.ClientAddress, askedStore: false, startedAt);
            return true;
        }

        // A rejection from memory is not final yet.
        result = default;
        pending = new PendingValidation(this, apiKey!, token, credentials.ClientAddress, startedAt);
        return false;
    }

    internal async ValueTask<ValidationResult> CompleteAsync(PendingValidation pending, CancellationToken cancellationToken)
    {
        using var activity = ApiAccessActivities.StartValidation();
        var judgement = await AskStoreAsync(pending.ApiKey, pending.Token, cancellationToken).ConfigureAwait(false);
        var result = Conclude(judgement, pending.ClientAddress, askedStore: true, pending.StartedAt);
        ValidationTelemetry.Conclude(activity, result);
        return result;
    }

    private async ValueTask<Judgement> AskStoreAsync(string apiKey, CredentialDigest token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var maxWaiting = _services.Options.MaxWaitingValidations;
        if (Interlocked.Increment(ref _waiting) > maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            _refusals.WriteFullQueue(maxWaiting);
            return default;
        }

        using var timeout = new CancellationTokenSource(NodeServices.StoreTimeout, _services.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return _snapshots is not null && await _snapshots.JudgeAsync(apiKey, token, linked.Token).ConfigureAwait(false) is { } judgement
                ? judgement
                : await _store.JudgeAsync(apiKey, token, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever the store threw, it did not respond: neither 200 nor 401 would be true (R25).
            _failures.Write(exception, ValidationLog.StoreUnavailable);
            return default;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Records the result of every validation, and the use of a valid token. Only this method records them.</summary>
    private ValidationResult Conclude(in Judgement judgement, IPAddress? clientAddress, bool askedStore, long startedAt)
    {
        var result = judgement.Result;
        if (result.IsValid)
        {
            _usage?.Note(judgement, clientAddress);
        }

        _refusals.Write(result);
        _telemetry.Record(result, askedStore, startedAt);
        return result;
    }
}
